--- The engine's operations as they are: `docker.api.<OperationId>{…}`, and requests by path.
---
---     docker.api.ContainerInspect { id = "web", size = true }
---     docker.api.ContainerRename { id = "web", name = "old-web" }
---     docker.api.ContainerExec { id = "web", body = { Cmd = { "ls" }, AttachStdout = true } }
---     docker.api.get("/containers/json", { all = true })
---
--- Parameters have their API names. `body` is a table (sent as JSON) or a string (sent as it is); where the engine takes
--- an archive, also a file, a stream or a function that gives pieces: see `docker.body`. `timeout` is in seconds, and the
--- call's; only PluginEnable has a parameter of that name. Replies are tables (of header
--- fields, where the head is the answer), strings, `true` for "done", or streams.

local host = require "moondock.host"
local errors = require "moondock.errors"
local nearest = require "nearest"
local engine = require "docker.engine"

local M = {}

local by_id

--- The catalogue of operations by id.
---@return table<string, table>
function M.operations()
    if not by_id then
        by_id = {}
        for _, operation in ipairs(host.catalogue()) do by_id[operation.id] = operation end
    end
    return by_id
end

-- A hint for who has no nearest name.
local function list_of(known)
    local names = {}
    for name in pairs(known) do names[#names + 1] = name end
    table.sort(names)
    return "it takes " .. table.concat(names, ", ")
end

-- Splits what was given into parameters, body and timeout; refuses what the operation does not know.
local function split(operation, given)
    if given == nil then return {} end
    if type(given) ~= "table" then
        errors.invalid(("docker.api.%s: expected a table of parameters, got %s"):format(operation.id, type(given)))
    end
    local known = { timeout = "ours", body = operation.body ~= "none" or nil }
    for _, parameter in ipairs(operation.parameters) do known[parameter.name] = "the engine's" end
    local fields, body, timeout = {}, nil, nil
    for name, value in pairs(given) do
        if not known[name] then
            errors.raise {
                kind = "invalid_argument",
                operation = operation.id,
                message = ("docker.api.%s: no parameter '%s'"):format(operation.id, tostring(name)),
                hint = nearest.hint(nearest.key(name, known)) or list_of(known),
            }
        end
        if name == "body" then
            body = value
        elseif known[name] == "ours" then
            timeout = require("time").seconds(value, "timeout")
        else
            fields[name] = value
        end
    end
    return fields, body, timeout
end

local function operation_function(client, operation)
    return function(given, colon)
        if rawequal(given, rawget(client, "api")) then given = colon end
        local fields, body, timeout = split(operation, given)
        local bytes
        if operation.body == "bytes" and body ~= nil then
            bytes, body = require("docker.body").source(body, operation.id .. ": body"), nil
        elseif type(body) == "string" then
            bytes, body = body, nil
        end
        return engine.call(client, operation.id, fields, body, bytes, timeout, true)
    end
end

local function path_function(client, method)
    ---@param path string without the version: "/containers/json"
    ---@param query? table
    ---@param body? table|string|userdata a table goes as JSON; `docker.body` makes what is sent piece by piece
    return function(path, query, body)
        if type(path) ~= "string" or path:sub(1, 1) ~= "/" then
            errors.invalid(("docker.api.%s: the path must begin with /, got %s"):format(method:lower(),
                require("options").quote(path)))
        end
        return engine.raw(client, method, path, query, body)
    end
end

--- Makes the `api` of a client.
---@param client table
---@return table
function M.new(client)
    local api = {}
    for id, operation in pairs(M.operations()) do api[id] = operation_function(client, operation) end
    for _, method in ipairs { "GET", "POST", "PUT", "DELETE", "HEAD" } do
        api[method:lower()] = path_function(client, method)
    end
    return setmetatable(api, {
        __name = "docker.api",
        __tostring = function() return "docker.api" end,
        __index = function(_, key)
            local meant = require("docker.low_level_names").operation(key, api) or nearest.key(key, api)
            errors.raise {
                kind = "lua",
                message = ("no operation '%s' in docker.api"):format(tostring(key)),
                hint = nearest.hint(meant),
            }
        end,
    })
end

return M
