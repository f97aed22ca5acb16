--- Specifications of services: from checked options to what ServiceCreate and ServiceUpdate take.

local errors = require "moondock.errors"
local api_version = require "docker.api_version"
local file_references = require "docker.file_references"
local service_options = require "docker.service_options"
local service_values = require "docker.service_values"
local spec = require "docker.spec"

local M = {}

-- Nobody in particular; nodes need not be told.
local ANONYMOUS = "e30="

--- The credentials that nodes pull the image of a specification with. A service that was created with some keeps them
--- until others are given.
---@param client table
---@param image string|Image|nil nil: it stays as it is, and so do they
---@param auth_config? table|boolean
---@return string|table|nil value of X-Registry-Auth
function M.auth(client, image, auth_config)
    if not image and auth_config == nil then return nil end
    local name = image and service_values.image(image, "image") or ""
    local header = require("docker.auth").header(client, name, auth_config)
    return header ~= ANONYMOUS and header or nil
end

local function set_replicas(who, mode, count)
    if count < 0 then errors.invalid(("%s: replicas cannot be %d"):format(who, count)) end
    if mode.Replicated then
        mode.Replicated.Replicas = count
    elseif mode.ReplicatedJob then
        mode.ReplicatedJob.TotalCompletions = count
        mode.ReplicatedJob.MaxConcurrent = math.max(1, count)
    else
        errors.invalid(("%s: a global service has no replicas, it runs once on every node"):format(who))
    end
end

--- Sets the replicas of a specification.
---@param who string
---@param body table
---@param count integer
function M.scale(who, body, count)
    body.Mode = body.Mode or { Replicated = {} }
    set_replicas(who, body.Mode, count)
end

local function add_references(client, body, o)
    for option, field in pairs { secrets = "Secrets", configs = "Configs" } do
        if o[option] then
            body.TaskTemplate = body.TaskTemplate or {}
            local task = body.TaskTemplate
            task.ContainerSpec = task.ContainerSpec or {}
            task.ContainerSpec[field] = file_references.resolve(client, option, o[option])
        end
    end
end

--- Makes the specification of a new service.
---@return table body
---@return table o the checked options
function M.new(client, who, given)
    local needs = {}
    local changes, o = spec.changes(who, service_options.service, given, needs)
    api_version.check(client, who, needs)
    local body = spec.apply({}, changes)
    if o.replicas then M.scale(who, body, o.replicas) end
    add_references(client, body, o)
    return body, o
end

--- Prepares a change: checks everything once, before anything is read or sent.
---@return fun(body: table): table apply works on the current specification, and may be called again with a newer one
---@return table o
function M.changer(client, who, given)
    local needs = {}
    local changes, o = spec.changes(who, service_options.update, given, needs)
    api_version.check(client, who, needs)
    local references = {}
    add_references(client, references, o)
    local container = references.TaskTemplate and references.TaskTemplate.ContainerSpec or {}
    return function(body)
        spec.apply(body, changes)
        for field, list in pairs(container) do body.TaskTemplate.ContainerSpec[field] = list end
        if o.replicas then M.scale(who, body, o.replicas) end
        return body
    end, o
end

return M
