--- What the shell does around each request: it notes whether the engine answers, and asks before something is destroyed
--- on an engine that `config.set("production", …)` names.

local errors = require "moondock.errors"
local engine = require "docker.engine"
local host = require "moondock.host"

local M = {}

local DESTROYS = { SwarmLeave = true, ContainerKill = true }

-- Operations that remove something.
local function destroys(id)
    if DESTROYS[id] == nil then
        local operation = require("docker.api").operations()[id]
        DESTROYS[id] = operation ~= nil and (operation.method == "DELETE" or id:find("Prune$") ~= nil)
    end
    return DESTROYS[id]
end

local function raw_destroys(method, path)
    return method == "DELETE" or method == "POST" and (path:find("/prune$") or path:find("^/swarm/leave")) ~= nil
end

local asking, allowed

--- Tells whether an engine is marked as production.
---@param target {address: string, context: string?} what `docker.target()` gives
---@param chosen? string how the user named it
---@return boolean
function M.is_production(target, chosen)
    for _, name in ipairs(require("config").get("production")) do
        if name == target.address or name == target.context or name == chosen then return true end
    end
    return false
end

-- While a line runs there is somebody to ask; what runs in the background meanwhile must not ask between two lines.
function M.line_began() asking, allowed = true, false end

function M.line_ended() asking, allowed = false, false end

local function confirm(what, target)
    if allowed then return end
    local terminal = host.terminal()
    local jobs = package.loaded.job
    local in_background = not asking or jobs and jobs.current() ~= nil
    if in_background or not (terminal.stdin and terminal.stderr) then
        errors.raise {
            kind = "read_only",
            message = ("%s on %s, which is marked as production, needs somebody to ask"):format(what, target.address),
            hint = "destroy at the prompt itself, or change config.set(\"production\", …)",
        }
    end
    host.write_error(("%s on %s (production). Go on? [y/N/a=all of this line] "):format(what, target.address))
    local answer = (io.stdin:read("l") or ""):lower()
    if answer == "a" or answer == "all" then allowed = true end
    if allowed or answer == "y" or answer == "yes" then return end
    errors.raise { kind = "cancelled", message = ("not done: %s was declined"):format(what) }
end

--- Puts the guard in front of all requests. Called once.
---@param note fun(reachable: boolean)
---@param chosen fun(): string?
function M.install(note, chosen)
    local call, raw = engine.call, engine.raw
    local is_production = M.is_production

    local function guarded(client, destroying, what)
        if not destroying or #require("config").get("production") == 0 then return end
        local target = host.engine_target(engine.handle(client))
        if is_production(target, chosen()) then confirm(what(), target) end
    end

    local function noting(ok, ...)
        if ok then
            note(true)
            return ...
        end
        local err = ...
        if errors.is(err, "connection") then note(false) end
        error(err, 0)
    end

    function engine.call(client, id, fields, ...)
        guarded(client, destroys(id), function()
            local name = fields and (fields.id or fields.name)
            if type(name) == "string" and #name == 64 and not name:find("%X") then name = name:sub(1, 12) end
            return name and ("%s %s"):format(id, require("text").escape(tostring(name))) or id
        end)
        return noting(pcall(call, client, id, fields, ...))
    end

    function engine.raw(client, method, path, ...)
        guarded(client, raw_destroys(method, tostring(path)), function()
            return ("%s %s"):format(method, require("text").escape(tostring(path)))
        end)
        return noting(pcall(raw, client, method, path, ...))
    end
end

return M
