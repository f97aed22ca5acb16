--- The program itself, as the global `moondock`.
---
---     moondock.prompt = function() return docker.target().address .. "> " end
---     moondock.prompt = nil        -- the usual one again

local config = require "config"

local M = {}

return setmetatable(M, {
    __name = "moondock",
    __index = function(_, key)
        if key == "prompt" then return config.get("prompt") end
        require("moondock.errors").raise {
            kind = "lua",
            message = ("no '%s' in moondock"):format(tostring(key)),
            hint = require("nearest").hint(require("nearest").find(key, { "prompt" })),
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
