--- Functions of clients and collections are called with a dot; a colon works too.

local errors = require "moondock.errors"
local nearest = require "nearest"

local rawequal, rawset = rawequal, rawset

local M = {}

--- Makes a function of an owner that drops the owner when a colon put it first.
---@param owner table
---@param f function gets the owner first
---@return function
function M.bound(owner, f)
    return function(first, ...)
        if rawequal(first, owner) then return f(owner, ...) end
        return f(owner, first, ...)
    end
end

--- Makes a metatable whose members are bound to the table that is indexed, when first used.
---@param name string of the owner, for messages: "docker.containers"
---@param members table<string, function>
---@param lazy? table<string, fun(owner: table): any> members that are values, not functions
---@param advice? fun(key: any): string? a hint for a name that is known elsewhere
---@return table metatable
function M.metatable(name, members, lazy, advice)
    lazy = lazy or {}
    return {
        __name = name,
        members = members,
        lazy = lazy,
        __index = function(owner, key)
            local value
            if members[key] then
                value = M.bound(owner, members[key])
            elseif lazy[key] then
                value = lazy[key](owner)
            else
                errors.raise {
                    kind = "lua",
                    message = ("no '%s' in %s"):format(tostring(key), name),
                    hint = advice and advice(key) or nearest.hint(nearest.key(key, members, lazy)),
                }
            end
            rawset(owner, key, value)
            return value
        end,
        __tostring = function() return name end,
        __display = function(owner) return require("docker.views.owner").describe(owner, name, members, lazy) end,
    }
end

return M
