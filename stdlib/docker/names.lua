--- Names that exist on the engine, for "did you mean", and calls that name an object.

local collection = require "docker.collection"
local engine = require "docker.engine"

local M = {}

--- Lists the names of all containers. One request.
---@param client table
---@return string[]
function M.containers(client)
    local names = {}
    for _, summary in ipairs(engine.call(client, "ContainerList", { all = true })) do
        for _, name in ipairs(summary.Names or {}) do names[#names + 1] = name:gsub("^/", "") end
    end
    return names
end

--- Lists the tags of all images, `name:latest` as plain `name` too. One request.
---@param client table
---@return string[]
function M.images(client)
    local names = {}
    for _, summary in ipairs(engine.call(client, "ImageList", {})) do
        for _, tag in ipairs(summary.RepoTags or {}) do
            names[#names + 1] = tag
            names[#names + 1] = tag:match("^(.*):[^:/]*$")
        end
    end
    return names
end

--- Lists the names of all networks. One request.
---@param client table
---@return string[]
function M.networks(client)
    local names = {}
    for i, summary in ipairs(engine.call(client, "NetworkList", {})) do names[i] = summary.Name end
    return names
end

--- Lists the names of all volumes. One request.
---@param client table
---@return string[]
function M.volumes(client)
    local names = {}
    for i, summary in ipairs(engine.call(client, "VolumeList", {}).Volumes or {}) do names[i] = summary.Name end
    return names
end

--- Calls an operation on a container; an unknown name is answered with the nearest one.
---@param client table
---@param name string
---@param id string the operation
---@param ... any as for `engine.call`
function M.call_container(client, name, id, ...)
    return collection.call(client, M.containers, "[Nn]o such container", name, id, ...)
end

--- Calls an operation on an image; an unknown name is answered with the nearest one.
---@param client table
---@param name string
---@param id string the operation
---@param ... any as for `engine.call`
function M.call_image(client, name, id, ...)
    return collection.call(client, M.images, "[Nn]o such image", name, id, ...)
end

--- Calls an operation on a network; an unknown name is answered with the nearest one.
---@param client table
---@param name string
---@param id string the operation
---@param ... any as for `engine.call`
function M.call_network(client, name, id, ...)
    return collection.call(client, M.networks, "network .* not found", name, id, ...)
end

--- Calls an operation on a volume; an unknown name is answered with the nearest one.
---@param client table
---@param name string
---@param id string the operation
---@param ... any as for `engine.call`
function M.call_volume(client, name, id, ...)
    return collection.call(client, M.volumes, "[Nn]o such volume", name, id, ...)
end

return M
