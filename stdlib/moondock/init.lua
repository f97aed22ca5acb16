--- The program itself, as the global `moondock`.
---
---     moondock.prompt = function() return docker.target().address .. "> " end
---     moondock.prompt = nil        -- the usual one again
---     if moondock.sandbox then print("no files here") end     -- whether --sandbox-lua is in force

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
