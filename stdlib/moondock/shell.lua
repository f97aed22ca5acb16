--- What runs the lines of the shell: session variables, `_`, the greeting.
---
--- The shell rewrites top-level `local`s to assignments and names them here, so that they outlive their line. They live
--- in a scope of their own in front of the globals: a `local print` at the prompt changes nobody else's `print`.

local host = require "moondock.host"
local errors = require "moondock.errors"

local M = {}

local variables, declared = {}, {}

local scope = setmetatable({}, {
    __index = function(_, name)
        if declared[name] then return variables[name] end
        return _G[name]
    end,
    __newindex = function(_, name, value)
        if declared[name] then variables[name] = value else _G[name] = value end
    end,
})

--- Session variables and their values, for completion.
---@return table<string, any>
function M.variables()
    return variables
end

--- Runs what was typed.
---@param source string Lua text, an expression or statements
---@param ... string names of session variables that it declares
---@return any ... its results
function M.eval(source, ...)
    local run, message = host.load(source, "=shell", scope)
    if not run then error(errors.new { kind = "lua", message = message, where = false }, 0) end
    for i = 1, select("#", ...) do declared[(select(i, ...))] = true end
    return run()
end

--- Remembers the first result as `_` and shows all of them.
---@param ... any
function M.show(...)
    M.remember(...)
    require("display").show(...)
end

--- Remembers the first result as `_`, for a line that ends with a semicolon.
---@param ... any
function M.remember(...)
    if select("#", ...) > 0 then rawset(_G, "_", (...)) end
end

--- Says which engine the shell talks to, in one line, without waiting long for it.
---@return string line
---@return boolean reachable
function M.greeting()
    local docker = require "docker"
    local ok, version = pcall(function()
        return require("task").timeout(0.5, function() return docker.version() end)
    end)
    local address = docker.target().address
    if ok then return ("engine %s, API %s, at %s"):format(version.Version, version.ApiVersion, address), true end
    if errors.is(version, "timeout") then return ("no answer yet from the engine at %s"):format(address), false end
    local reason = type(version) == "table" and rawget(version, "message") or tostring(version)
    return reason, false
end

return M
