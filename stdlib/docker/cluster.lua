--- Calls that need a swarm: what to do when there is none, and updates that name the version they are based on.

local errors = require "moondock.errors"
local collection = require "docker.collection"
local engine = require "docker.engine"

local M = {}

local JOIN = "docker.swarm.init() makes this engine a manager of a new swarm; docker.swarm.join{…} joins another"

-- What each answer means that an engine outside a swarm, or without swarm mode, can give.
local ANSWERS = {
    { pattern = "[Ww]orker nodes can't be used", kind = "conflict",
        hint = 'ask a manager: docker.connect("tcp://…"); there docker.nodes.get(…):update { role = "manager" } promotes' },
    { pattern = "not a swarm manager", kind = "conflict", hint = JOIN },
    { pattern = "not part of a swarm", kind = "conflict", hint = JOIN },
    { pattern = "already part of a swarm", kind = "conflict", hint = "docker.swarm.leave{…} leaves it first" },
    { pattern = "[Ss]warm is encrypted and needs to be unlocked", kind = "conflict",
        hint = "docker.swarm.unlock(key) with the key that docker.swarm.get_unlock_key() gave" },
}

-- Operations that the engine refuses with 404 only when it does not have them at all: nothing is named in them.
local NAMELESS = {
    SwarmInspect = true, SwarmInit = true, SwarmJoin = true, SwarmLeave = true, SwarmUpdate = true,
    SwarmUnlock = true, SwarmUnlockkey = true, NodeList = true, ServiceList = true, TaskList = true,
    SecretList = true, SecretCreate = true, ConfigList = true, ConfigCreate = true,
}

--- Gives an error of the swarm its kind and the next step.
---@param err any
---@param operation string
---@return any err the same
function M.explain(err, operation)
    if not errors.is(err) then return err end
    -- What the engine's parts say to each other is for people only behind this.
    local message = tostring(rawget(err, "message")):gsub("^rpc error: code = %w+ desc = ", "")
    err.message = message
    for _, answer in ipairs(ANSWERS) do
        if message:find(answer.pattern) then
            err.kind = answer.kind
            err.hint = err.hint or answer.hint
            return err
        end
    end
    if err.kind == "not_found" and NAMELESS[operation] and not message:find("not found$") then
        err.kind = "version"
        err.message = ("this engine has no swarm mode (%s)"):format(message)
        err.hint = "Podman has none; swarms need a Docker Engine"
    end
    return err
end

--- Calls an operation of a swarm.
---@param client table
---@param id string
---@param ... any as for `engine.call`
---@return any
function M.call(client, id, ...)
    local ok, result = pcall(engine.call, client, id, ...)
    if ok then return result end
    error(M.explain(result, id), 0)
end

--- Calls an operation that names an object of the swarm; an unknown name is answered with the nearest one.
---@param client table
---@param kind {names: (fun(client: table): string[]), pattern: string}
---@param name string
---@param id string
---@param ... any as for `engine.call`
---@return any
function M.find(client, kind, name, id, ...)
    local ok, result = pcall(collection.call, client, kind.names, kind.pattern, name, id, ...)
    if ok then return result end
    error(M.explain(result, id), 0)
end

local function is_stale(err)
    return errors.is(err) and tostring(err.message):find("update out of sequence", 1, true) ~= nil
end

--- Changes an object: reads it, lets `change` work on what was read, and sends it with the version it is based on.
--- When somebody else changed the object in between, all of that is done once more.
---@param inspect fun(): table
---@param send fun(attrs: table, version: integer): any
---@return any reply
function M.update(inspect, send)
    local attrs = inspect()
    local ok, result = pcall(send, attrs, attrs.Version.Index)
    if ok then return result end
    if is_stale(result) then
        attrs = inspect()
        ok, result = pcall(send, attrs, attrs.Version.Index)
        if ok then return result end
        if is_stale(result) then
            result.kind = "conflict"
            result.hint = "somebody else changes it at the same time; try again"
        end
    end
    error(result, 0)
end

return M
