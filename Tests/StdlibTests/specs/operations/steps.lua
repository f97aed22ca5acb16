-- Runs lists of calls of operations, each with what must come of it, and keeps count of the operations.
--
--     { "ContainerInspect", { id = "web" }, gives = function(attrs) … end }
--     { "ContainerKill", { id = "web" }, refuses = { kind = "conflict", status = 409, message = "is not running" } }
--
-- A step is the operation, its parameters (or a function of the state that makes them) and either `gives`, a check of
-- the reply, or `refuses`, the error (`because` tells why). Without either it just has to succeed; `or_refuses` is an
-- error that is as good.

local test = require "test"
local engine = require "engine_support"
local expect = test.expect

local M = {}

local operations = require("docker.api").operations()

local outside = "Outside the engine's reference.$"

-- operation -> "done" or "refused" or "too new"
local outcomes = {}

-- "1.41" < "1.5" is false as versions, true as texts.
local function number(version)
    local major, minor = version:match("^(%d+)%.(%d+)$")
    return major * 1000 + minor
end

--- Whether an engine of that API version is new enough.
function M.speaks(api, since)
    return number(api) >= number(since)
end

-- Progress streams tell of a failure at any point, so they are read to their end.
local function settle(operation, reply)
    if type(reply) == "userdata" and operation.reply == "json_stream" then
        local values = {}
        for value in reply do values[#values + 1] = value end
        return values
    end
    return reply
end

local function call(operation, given, check, state)
    local reply = settle(operation, docker.api[operation.id](given))
    local done, problem = true, nil
    if check then done, problem = pcall(check, reply, state) end
    if type(reply) == "userdata" then reply:close() end
    if not done then error(problem, 0) end
end

local function one(step, state)
    local id, refusal, because = step[1], step.refuses, step.because
    local operation = operations[id] or error("there is no operation " .. id)
    local outcome = "refused"
    if operation.since and not M.speaks(state.api, operation.since) then
        refusal, because, outcome = { kind = "version", message = "needs API " .. operation.since }, nil, "too new"
    end
    local title = refusal and ("%s is refused (%s)"):format(id, because or refusal.kind) or id .. " succeeds"
    engine.it(title, function()
        local given = step[2]
        if type(given) == "function" then given = given(state) end
        local done, err = pcall(call, operation, given, not refusal and step.gives, state)
        local wanted = refusal or not done and step.or_refuses
        if wanted then
            expect(function() if not done then error(err, 0) end end):raises(wanted)
            expect(err.status):equals(wanted.status)
            outcomes[id] = outcomes[id] or outcome
        elseif done then
            outcomes[id] = "done"
        else
            error(err, 0)
        end
    end)
end

--- Runs steps in order, each as a test.
---@param steps table[]
---@param state table what steps tell those that follow
function M.run(steps, state)
    for _, step in ipairs(steps) do one(step, state) end
end

--- Compares what was called with the catalogue.
---@return table listed, table unlisted each `{called, all, missing, counts}`: of the engine's reference, and outside it
function M.coverage()
    local function tally() return { called = 0, all = 0, missing = {}, counts = {} } end
    local listed, unlisted = tally(), tally()
    for _, operation in ipairs(require("moondock.host").catalogue()) do
        local into = operation.doc:find(outside) and unlisted or listed
        into.all = into.all + 1
        local outcome = outcomes[operation.id]
        if outcome then
            into.called = into.called + 1
            into.counts[outcome] = (into.counts[outcome] or 0) + 1
        else
            into.missing[#into.missing + 1] = operation.id
        end
    end
    return listed, unlisted
end

return M
