-- Streams that go on after a break, from an engine that is played: what it sends can be cut at every byte.

local test = require "test"
local task = require "task"
local host = require "moondock.host"
local errors = require "moondock.errors"
local engine = require "docker.engine"
local log_reading = require "docker.log_reading"
local position = require "docker.position"
local reconnect = require "docker.reconnect"
local time = require "time"
local describe, it, expect = test.describe, test.it, test.expect

local function broken(message)
    return errors.new { kind = "connection", operation = "Played", message = message or "it broke" }
end

-- ---- The engine that is played

-- Plays `answers` by operation until the test has ended. Each gets the fields of the call.
local function play(answers)
    local around, first, longest = engine.around, reconnect.first_pause, reconnect.longest_pause
    reconnect.first_pause, reconnect.longest_pause = 0, 0.01
    test.cleanup(function()
        engine.around, reconnect.first_pause, reconnect.longest_pause = around, first, longest
    end)
    engine.around = function(_, _, _, id, fields)
        local answer = answers[id]
        if not answer then error(("the engine that is played knows no %s"):format(id)) end
        return answer(fields)
    end
end

-- A stream of lines that breaks after so many bytes. nil: it ends as it should.
local function lines_of(text, cut)
    local at = 1
    local stream = {}
    function stream:next_line()
        local newline = text:find("\n", at, true)
        if cut and (newline or #text) > cut then error(broken(), 0) end
        if at > #text then
            if cut then error(broken(), 0) end
            return nil
        end
        local line = text:sub(at, (newline or #text + 1) - 1)
        at = (newline or #text) + 1
        return line, "stdout"
    end
    function stream:close() end
    return stream
end

local function nanoseconds(stamp)
    local seconds, rest = time.parse(stamp)
    return seconds * 1000000000 + rest
end

local function asked(since)
    local seconds, rest = since:match("^(%d+)%.?(%d*)$")
    return math.tointeger(seconds) * 1000000000 + math.tointeger((rest .. ("0"):rep(9)):sub(1, 9))
end

-- What the engine sends of a log: `entries` are pairs of a time and a text.
local function log(entries, fields)
    local chosen = {}
    for _, entry in ipairs(entries) do
        local wanted = not fields.since or nanoseconds(entry[1]) >= asked(fields.since)
        if wanted then chosen[#chosen + 1] = entry end
    end
    local first = fields.tail == "all" and 1 or math.max(1, #chosen - math.tointeger(fields.tail) + 1)
    local parts = {}
    for i = first, #chosen do parts[#parts + 1] = ("%s %s\n"):format(chosen[i][1], chosen[i][2]) end
    return table.concat(parts)
end

local STOPPED = { Id = "c1", State = { Running = false, ExitCode = 0 }, HostConfig = {} }

local function stamp(second, nanosecond) return ("2026-01-02T03:04:%02d.%09dZ"):format(second, nanosecond) end

-- Lines of the same time, of the same words, without words, in the wrong order, in several seconds.
local ENTRIES = {
    { stamp(1, 5), "a" }, { stamp(1, 5), "a" }, { stamp(1, 5), "b" }, { stamp(1, 9), "" }, { stamp(1, 7), "late" },
    { stamp(2, 0), "a" }, { stamp(1, 999), "later" }, { stamp(5, 1), "c" }, { stamp(5, 1), "c" }, { stamp(6, 0), "d" },
}

local function texts(entries, first)
    local list = {}
    for i = first or 1, #entries do list[#list + 1] = entries[i][2] end
    return list
end

local function collect(stream)
    local list = {}
    for line in stream do list[#list + 1] = line end
    return list
end

-- Reads a log whose connections break after `cuts` bytes, one after the other, and then no more.
local function read(entries, options, cuts)
    local breaks = 0
    play {
        ContainerInspect = function() return STOPPED end,
        ContainerLogs = function(fields)
            breaks = breaks + 1
            return lines_of(log(entries, fields), cuts and cuts[breaks])
        end,
    }
    local given = { reconnect = true, follow = true }
    for name, value in pairs(options or {}) do given[name] = value end
    return collect(docker.logs("c1", given))
end

describe("logs { reconnect = true }", function()
    it("lose and repeat nothing, wherever the connection breaks", function()
        local size = #log(ENTRIES, { tail = "all" })
        for first = 0, size do expect(read(ENTRIES, nil, { first })):equals(texts(ENTRIES)) end
        for first = 0, size, 7 do
            for second = 0, size, 5 do
                expect(read(ENTRIES, nil, { first, second, second })):equals(texts(ENTRIES))
            end
        end
    end)

    it("keep to the last lines and the times that were asked for", function()
        for _, tail in ipairs { 1, 3, 6 } do
            for cut = 36, #log(ENTRIES, { tail = tostring(tail) }) do
                expect(read(ENTRIES, { tail = tail }, { cut })):equals(texts(ENTRIES, #ENTRIES - tail + 1))
            end
        end
        expect(read(ENTRIES, { tail = 5 })):equals(texts(ENTRIES, 6))
        -- "c" and "c" cannot be told apart; a line after them tells that both are past.
        expect(read(ENTRIES, { tail = 2 }, { 66 })):equals { "c", "d" }
        -- The first of the last lines has the time of lines before it.
        for cut = 98, 33 * 9 do
            expect(read(ENTRIES, { tail = 9 }, { cut })):equals(texts(ENTRIES, 2))
            expect(read(ENTRIES, { tail = 8 }, { cut })):equals(texts(ENTRIES, 3))
        end
        for cut = 0, 33 * 4 do
            expect(read(ENTRIES, { since = stamp(1, 7) }, { cut })):equals(texts(ENTRIES, 4))
            expect(read(ENTRIES, { since = stamp(5, 0) }, { cut })):equals { "c", "c", "d" }
        end
    end)

    it("begin each line with its time where that is wanted", function()
        local whole = {}
        for i, entry in ipairs(ENTRIES) do whole[i] = entry[1] .. " " .. entry[2] end
        expect(read(ENTRIES, { timestamps = true }, { 100, 200 })):equals(whole)
        expect(read(ENTRIES, { timestamps = true, follow = false }, { 100 })):equals(whole)
    end)

    it("begin at the time of opening when nothing was to be seen before", function()
        local calls = {}
        play {
            ContainerInspect = function() return STOPPED end,
            SystemInfo = function() return { SystemTime = stamp(30, 500) } end,
            ContainerLogs = function(fields)
                calls[#calls + 1] = fields
                return lines_of("", #calls == 1 and 0 or nil)
            end,
        }
        expect(collect(docker.logs("c1", { follow = true, tail = 0, reconnect = true }))):equals {}
        expect(#calls):equals(2)
        expect(calls[1].tail):equals("0")
        expect(calls[1].since):equals(nil)
        expect(calls[2].tail):equals("all")
        expect(asked(calls[2].since)):at_most(nanoseconds(stamp(30, 500)))
        expect(asked(calls[2].since)):at_least(nanoseconds(stamp(29, 0)))
    end)

    it("put long lines together from the parts that the engine makes of them", function()
        local long = ("x"):rep(40000)
        local parts = {}
        for from = 1, #long, 16384 do parts[#parts + 1] = stamp(1, 1) .. " " .. long:sub(from, from + 16383) end
        local mark, text = log_reading.split(table.concat(parts))
        expect(mark):equals(stamp(1, 1))
        expect(text == long):equals(true)
        expect({ log_reading.split("no time") }):equals { nil, "no time" }
        expect({ log_reading.split(stamp(1, 1) .. " ") }):equals { stamp(1, 1), "" }
    end)

    it("can be read as a whole, and piece by piece", function()
        play {
            ContainerInspect = function() return STOPPED end,
            ContainerLogs = function(fields) return lines_of(log(ENTRIES, fields)) end,
        }
        local all, stdout, stderr = docker.logs("c1", { reconnect = true }):read_all()
        expect(all):equals(table.concat(texts(ENTRIES), "\n") .. "\n")
        expect(stdout):equals(all)
        expect(stderr):equals("")
        local stream = docker.logs("c1", { reconnect = true })
        expect({ stream:read_line() }):equals { "a", "stdout" }
        expect((stream:read())):equals("a\n")
        expect((stream:next_line())):equals("b")
        stream:close()
        stream:close()
        expect(stream:is_closed()):equals(true)
        expect(stream:next_line()):equals(nil)
    end)
end)

-- Follows a container of which `states` tell what becomes of it; each connection gives one line more and ends.
local function follow_states(states)
    local calls, inspected = 0, 0
    play {
        ContainerInspect = function()
            local state = states[math.max(1, math.min(inspected, #states))]
            inspected = inspected + 1
            if type(state) == "string" then errors.raise { kind = state, message = state, operation = "Played" } end
            return state
        end,
        ContainerLogs = function(fields)
            calls = calls + 1
            local entries = {}
            for i = 1, calls do entries[i] = { stamp(i, 0), tostring(i) } end
            return lines_of(log(entries, fields))
        end,
    }
    return collect(docker.logs("c1", { follow = true, reconnect = true }))
end

local function state(running, policy, code)
    return { Id = "c1", State = { Running = running, ExitCode = code or 0 },
        HostConfig = { RestartPolicy = { Name = policy or "no" } } }
end

describe("a follow that reconnects", function()
    it("ends when its container has ended, or is gone", function()
        expect(follow_states { state(false) }):equals { "1" }
        expect(follow_states { state(true), state(false) }):equals { "1", "2" }
        expect(follow_states { state(false, "on-failure", 0) }):equals { "1" }
        local calls = 0
        play {
            ContainerInspect = function()
                calls = calls + 1
                if calls > 1 then errors.raise { kind = "not_found", message = "gone" } end
                return STOPPED
            end,
            ContainerLogs = function() return lines_of(log({ ENTRIES[1] }, { tail = "all" }), 40) end,
        }
        expect(collect(docker.logs("c1", { follow = true, reconnect = true }))):equals { "a" }
    end)

    it("goes on with a container that its restart policy brings back", function()
        expect(follow_states { state(false, "always"), state(false, "always"), state(true, "always"), state(false) })
            :equals { "1", "2" }
        expect(follow_states { state(false, "on-failure", 3), state(true, "on-failure"), state(false) })
            :equals { "1", "2" }
        local began = host.monotonic()
        expect(follow_states { state(false, "unless-stopped") }):equals { "1" }
        expect(host.monotonic() - began):at_most(2)
    end)

    it("waits while the engine is away, and tells a function of it", function()
        local told, calls = {}, 0
        play {
            ContainerInspect = function()
                calls = calls + 1
                if calls > 1 and calls < 6 then error(broken("away"), 0) end
                return STOPPED
            end,
            ContainerLogs = function(fields)
                return lines_of(log(ENTRIES, fields), calls < 6 and 70 or nil)
            end,
        }
        local stream = docker.logs("c1", { follow = true, reconnect = function(err)
            told[#told + 1] = err and err.message or "back"
        end })
        expect(collect(stream)):equals(texts(ENTRIES))
        expect(told):equals { "it broke", "back" }
    end)

    it("fails at once where there is nothing to follow, and where the engine refuses", function()
        play { ContainerInspect = function() error(broken("away"), 0) end }
        local function follow() return docker.logs("c1", { follow = true, reconnect = true }) end
        expect(follow):raises { kind = "connection", message = "away" }
        local calls = 0
        play {
            ContainerInspect = function() return STOPPED end,
            ContainerLogs = function()
                calls = calls + 1
                if calls == 1 then return lines_of("", 0) end
                errors.raise { kind = "api", status = 500, message = "refused", operation = "ContainerLogs" }
            end,
        }
        local stream = follow()
        expect(function() stream:next_line() end):raises { kind = "api", message = "refused" }
        expect(stream:is_closed()):equals(true)
    end)

    it("takes the limit of the whole run for no break", function()
        expect(reconnect.is_break(errors.new { kind = "timeout", message = "the run is over" })):equals(false)
        expect(reconnect.is_break(errors.new { kind = "timeout", message = "slow", operation = "X" })):equals(true)
        expect(reconnect.is_break(errors.new { kind = "api", message = "no gateway", status = 502 })):equals(true)
        for _, kind in ipairs { "cancelled", "interrupted", "not_found", "unauthorized", "api", "tls" } do
            expect(reconnect.is_break(errors.new { kind = kind, message = kind })):equals(false)
        end
        expect(reconnect.is_break("text")):equals(false)
    end)

    it("ends at once when it is closed or cancelled while the engine is away", function()
        local away = false
        play {
            ContainerInspect = function()
                if away then error(broken("away"), 0) end
                return STOPPED
            end,
            ContainerLogs = function()
                away = true
                return lines_of("", 0)
            end,
        }
        reconnect.first_pause, reconnect.longest_pause = 30, 30
        for _, way in ipairs { "close", "cancel" } do
            away = false
            local stream = docker.logs("c1", { follow = true, reconnect = true })
            local t = task.spawn(function() return stream:next_line() end)
            task.sleep(0.02)
            expect(t:status()):equals("running")
            local began = host.monotonic()
            if way == "close" then stream:close() else t:cancel() end
            expect(function() t:wait() end):raises { kind = "cancelled" }
            expect(host.monotonic() - began):at_most(0.2)
            expect(stream:is_closed()):equals(true)
        end
    end)

    it("asks again less and less often", function()
        local pauses = {}
        play {
            ContainerInspect = function() return STOPPED end,
            ContainerLogs = function() return lines_of("", 0) end,
        }
        reconnect.first_pause, reconnect.longest_pause = 0.1, 5
        local sleep = require("task.handle").park
        test.cleanup(function() require("task.handle").park = sleep end)
        require("task.handle").park = function(_, seconds)
            pauses[#pauses + 1] = seconds
            if #pauses == 9 then errors.raise { kind = "interrupted", message = "enough" } end
        end
        local stream = docker.logs("c1", { follow = true, reconnect = true })
        expect(function() stream:next_line() end):raises { kind = "interrupted" }
        expect(pauses):equals { 0.1, 0.2, 0.4, 0.8, 1.6, 3.2, 5, 5, 5 }
    end)
end)

-- ---- Events

local function event(number, nanosecond)
    return { Type = "container", Action = "start", Actor = { ID = tostring(number) }, timeNano = nanosecond }
end

local EVENTS = {
    event(1, 5000000001), event(2, 5000000001), event(3, 5000000009), event(4, 5000000007), event(5, 7000000000),
    event(6, 6999999999), event(7, 9000000000),
}

local function values_of(list, cut)
    local at = 0
    return {
        next_value = function()
            if cut and at >= cut then error(broken(), 0) end
            at = at + 1
            return list[at]
        end,
        close = function() end,
    }
end

describe("docker.events { reconnect = true }", function()
    it("loses and repeats nothing, wherever the connection breaks", function()
        for first = 1, #EVENTS do
            for second = 0, #EVENTS do
                local calls, cuts = 0, { first, second }
                play {
                    SystemEvents = function(fields)
                        calls = calls + 1
                        local list = {}
                        for _, item in ipairs(EVENTS) do
                            if item.timeNano >= asked(fields.since or "0") then list[#list + 1] = item end
                        end
                        return values_of(list, cuts[calls] or #list)
                    end,
                }
                local seen = {}
                for item in docker.events { reconnect = true } do
                    seen[#seen + 1] = item.Actor.ID
                    if #seen == #EVENTS then break end
                end
                expect(table.concat(seen)):equals("1234567")
            end
        end
    end)

    it("ends where it was told to, and else goes on when the engine ends it", function()
        local calls = 0
        play {
            SystemEvents = function(fields)
                calls = calls + 1
                expect(fields.since == nil):equals(calls == 1)
                return values_of { event(calls, calls * 1000000000) }
            end,
        }
        local seen = {}
        for item in docker.events { until_ = "2030-01-01", reconnect = true } do seen[#seen + 1] = item.Actor.ID end
        expect(seen):equals { "1" }
        calls, seen = 0, {}
        for item in docker.events { reconnect = true } do
            seen[#seen + 1] = item.Actor.ID
            if #seen == 3 then break end
        end
        expect(seen):equals { "1", "2", "3" }
    end)
end)

describe("reconnect.call", function()
    it("calls until the engine is there", function()
        play {}
        local calls, told = 0, {}
        local function f()
            calls = calls + 1
            if calls < 4 then error(broken("away"), 0) end
            return calls, nil, "x"
        end
        local function notice(err) told[#told + 1] = err and err.message or "back" end
        expect({ reconnect.call(f, notice) }):equals { 4, nil, "x" }
        expect(told):equals { "away", "back" }
        expect(function() reconnect.call(function() error("mistake", 0) end) end):raises "mistake"
    end)
end)

describe("a position", function()
    it("keeps little of what was read", function()
        local p = position.new()
        for second = 1, 1000 do
            for i = 1, 3 do expect(p:admit(second, second * 10 + i)):equals(true) end
        end
        expect(p:second()):equals(999)
        p:rewind()
        local new = 0
        for i = 1, 3 do
            for second = 999, 1001 do
                if p:admit(second, second * 10 + i) then new = new + 1 end
            end
        end
        expect(new):equals(3)
    end)
end)

return test.report()
