--- Undefined globals are errors, with the nearest name.
---
--- Only code that asked for it is checked: the shell's lines, scripts, and this library. Modules of other people, which
--- may probe for globals, go on as in plain Lua. Assigning declares; `rawget(_G, "name")` tests without an error.
---
---     require("strict").watch("@script.lua")

local host = require "moondock.host"

local getinfo = debug.getinfo
local rawset, rawget = rawset, rawget

local M = {}

local watched = host.strict_sources or {}
local lazy = {}
local declared = {}  -- names that were assigned nil before anything else

--- Makes undefined globals errors in the chunks of one source.
---@param source string as in `debug.getinfo(f, "S").source`: "@file.lua", "=stdin" or the text itself
function M.watch(source)
    watched[source] = true
end

--- Tells whether undefined globals are errors in the chunks of a source.
---@param source string
---@return boolean
function M.is_watched(source)
    return watched[source] == true
end

--- Declares a global that is made on first use.
---@param name string
---@param make fun(): any
function M.lazy(name, make)
    lazy[name] = make
end

--- Lists the globals that are not made yet, so that completion can show them.
---@return string[]
function M.lazy_names()
    local names = {}
    for name in pairs(lazy) do
        if rawget(_G, name) == nil then names[#names + 1] = name end
    end
    table.sort(names)
    return names
end

--- Lists all globals that are made on first use, whether they are made by now or not.
---@return string[]
function M.globals()
    local names = {}
    for name in pairs(lazy) do names[#names + 1] = name end
    table.sort(names)
    return names
end

--- Makes a global that is not made yet, as its first use would.
---@param name string
---@return any value nil when there is no such global
function M.make(name)
    local make = lazy[name]
    if not make then return nil end
    local value = make()
    rawset(_G, name, value)
    return value
end

local function undefined(name, source)
    local nearest = require "nearest"
    -- At the prompt it may be a word of the docker command.
    local hint = source == "@stdlib/moondock/shell.lua" and require("moondock.newcomer").name(name)
    require("moondock.errors").raise {
        kind = "lua",
        message = ("undefined variable '%s'"):format(tostring(name)),
        hint = hint or nearest.hint(nearest.key(name, _G, lazy)),
    }
end

--- Puts the check in place. Called once, at start.
function M.install()
    local metatable = getmetatable(_G) or {}
    function metatable.__index(globals, name)
        local value = M.make(name)
        if value ~= nil then return value end
        if declared[name] then return nil end
        local reader = getinfo(2, "S")
        if reader and watched[reader.source] then undefined(name, reader.source) end
        return nil
    end

    -- A lazy name that is assigned, even nil, is the user's from then on.
    function metatable.__newindex(globals, name, value)
        lazy[name] = nil
        if value == nil then declared[name] = true end
        rawset(globals, name, value)
    end

    setmetatable(_G, metatable)
end

return M
