--- The program itself, as the global `moondock`.
---
---     moondock.prompt = function() return docker.target().address .. "> " end
---     moondock.prompt = nil        -- the usual one again
---     if moondock.sandbox then print("no files here") end     -- whether --sandbox-lua is in force
---
--- `moondock --sandbox-lua` runs code that is not trusted. Lua has no files, processes, environment, logins,
--- settings or other engines then, no bytecode and no C modules; what wants them raises kind `sandbox`. It prints,
--- reads standard input, and speaks to the engine of the command line. It guards the Lua side only: who may create
--- containers on an engine can own its machine, so add `--read-only`. `--timeout` ends everything;
--- `--max-instructions` does not reach into a function of C that takes long, such as a pattern, and `--max-memory`
--- counts what Lua holds and what it puts into archives, not what is on its way from or to the engine.

local config = require "config"
local host = require "moondock.host"

local M = {}

return setmetatable(M, {
    __name = "moondock",
    __index = function(_, key)
        if key == "prompt" then return config.get("prompt") end
        if key == "sandbox" then return (host.options or {}).sandbox == true end
        require("moondock.errors").raise {
            kind = "lua",
            message = ("no '%s' in moondock"):format(tostring(key)),
            hint = require("nearest").hint(require("nearest").find(key, { "prompt", "sandbox" })),
        }
    end,
    __newindex = function(_, key, value)
        if key ~= "prompt" then
            require("moondock.errors").invalid(("no '%s' in moondock"):format(tostring(key)), "config.set keeps settings")
        end
        config.set("prompt", value)
    end,
    __tostring = function() return "moondock" end,
})
