local test = require "test"
local base64 = require "base64"
local buildkit = require "docker.buildkit"
local describe, it, expect = test.describe, test.it, test.expect

-- Writes the wire format: { number, value } for each field.
local function varint(n)
    local bytes = {}
    repeat
        local part = n & 127
        n = n >> 7
        bytes[#bytes + 1] = string.char(n ~= 0 and part | 128 or part)
    until n == 0
    return table.concat(bytes)
end

local function message(fields)
    local parts = {}
    for i, field in ipairs(fields) do
        local number, value = field[1], field[2]
        if type(value) == "table" then value = message(value) end
        parts[i] = type(value) == "string" and varint(number << 3 | 2) .. varint(#value) .. value
            or varint(number << 3) .. varint(value)
    end
    return table.concat(parts)
end

local function at(seconds)
    return { { 1, 1700000000 + seconds // 1000 }, { 2, seconds % 1000 * 1000000 } }
end

-- Times are milliseconds.
local function vertex(digest, name, started, completed, more)
    local fields = { { 1, digest }, { 3, name } }
    if started then fields[#fields + 1] = { 5, at(started) } end
    if completed then fields[#fields + 1] = { 6, at(completed) } end
    for _, field in ipairs(more or {}) do fields[#fields + 1] = field end
    return { 1, fields }
end

local function log(digest, when, text) return { 3, { { 1, digest }, { 2, at(when) }, { 3, 1 }, { 4, text } } } end

local function status(digest, name, started, completed)
    local fields = { { 1, name }, { 2, digest }, { 7, at(started) } }
    if completed then fields[#fields + 1] = { 8, at(completed) } end
    return { 2, fields }
end

local function warning(digest, text) return { 4, { { 1, digest }, { 2, 1 }, { 3, text }, { 4, "a" }, { 4, "b" }, { 5, "u" } } } end

local function printed(...)
    local say, parts = buildkit.printer(), {}
    for i, fields in ipairs { ... } do parts[i] = say(buildkit.decode(base64.encode(message(fields)))) end
    return table.concat(parts), say
end

describe("a trace of BuildKit", function()
    it("is decoded", function()
        local trace = buildkit.decode(base64.encode(message {
            vertex("sha256:a", "[1/2] FROM x", 0, 1500, { { 2, "sha256:i" }, { 2, "sha256:j" }, { 4, 1 }, { 7, "oh" }, { 8, "later" } }),
            status("sha256:a", "layer", 0), log("sha256:a", 250, "hi\n"), warning("sha256:a", "w"),
        }))
        expect(trace.vertexes):equals { {
            digest = "sha256:a", name = "[1/2] FROM x", inputs = { "sha256:i", "sha256:j" }, cached = true, error = "oh",
            started = { seconds = 1700000000, nanos = 0 }, completed = { seconds = 1700000001, nanos = 500000000 },
        } }
        expect(trace.statuses):equals { { id = "layer", vertex = "sha256:a", started = { seconds = 1700000000, nanos = 0 } } }
        expect(trace.logs):equals { {
            vertex = "sha256:a", stream = 1, msg = "hi\n", timestamp = { seconds = 1700000000, nanos = 250000000 },
        } }
        expect(trace.warnings):equals { { vertex = "sha256:a", level = 1, short = "w", detail = { "a", "b" }, url = "u" } }
    end)

    it("as an engine sent it is read", function()
        local trace = buildkit.decode("Cr8BCkdzaGEyNTY6MWM2NjBmOWMyZjhmMjBmZTQ0YzRmODEzYzY4N2I2NmY3NzY2ZTEzNGI3ZTgxZTY2YTk2YmFh"
            .. "YjdlMGY1NjA0ZRJHc2hhMjU2OjA4YTAzZjNmZmU1ZmJhNDIxYTY0MDNjMzFlMTUzNDI1Y2VkNjMxZDEwODg2OGYzMGUwNDk4NWY5OWQ2OTMyNmUa"
            .. "HVsyLzRdIFJVTiBlY2hvIGhpIDE7IGVjaG8gdHdvKgwImcaV2AYQ4JmOmgE=")
        expect(trace.vertexes[1].name):equals("[2/4] RUN echo hi 1; echo two")
        expect(#trace.vertexes[1].inputs):equals(1)
    end)

    it("is refused wherever it is cut", function()
        local whole = message { vertex("sha256:a", "[1/2] FROM x", 0, 1500) }
        for length = 1, #whole - 1 do
            expect(function() buildkit.decode(base64.encode(whole:sub(1, length))) end):raises { kind = "api" }
        end
        expect(function() buildkit.decode("no base 64!") end):raises { kind = "invalid_argument" }
    end)
end)

describe("the lines of a trace", function()
    it("are those of the docker command", function()
        local text = printed(
            { vertex("a", "[internal] load") },
            { vertex("a", "[internal] load", 0) },
            { vertex("a", "[internal] load", 0, 40) },
            { vertex("b", "[1/3] FROM x", 50, 50, { { 4, 1 } }), vertex("c", "[2/3] RUN make", 60) },
            { log("c", 183, "one\ntw") },
            { log("c", 200, "o\r\nthree") },
            { warning("c", "slow") },
            { vertex("c", "[2/3] RUN make", 60, 460) },
            { vertex("d", "exporting", 500), status("d", "layers", 500), status("d", "layers", 500, 700) },
            { status("d", "layers", 500, 700), vertex("d", "exporting", 500, 800) },
            { vertex("d", "exporting", 500, 900) })
        expect(text):equals(table.concat({
            "#1 [internal] load", "#1 DONE 0.0s", "#2 [1/3] FROM x", "#2 CACHED", "#3 [2/3] RUN make", "#3 0.123 one",
            "#3 0.140 two", "#3 WARN: slow", "#3 0.140 three", "#3 DONE 0.4s", "#4 exporting", "#4 layers 0.2s done",
            "#4 DONE 0.3s", "",
        }, "\n"))
    end)

    it("tell the step that failed, with its last output", function()
        local text, say = printed(
            { vertex("a", "[1/2] RUN false", 0), vertex("b", "[other 1/1] RUN sleep", 0) },
            { log("a", 10, ("x\n"):rep(30) .. "last") },
            { vertex("a", "[1/2] RUN false", 0, 20, { { 7, "exit code: 1" } }) },
            { vertex("b", "[other 1/1] RUN sleep", 0, 30, { { 7, "context canceled" } }) })
        expect(text):contains("#1 0.010 last\n#1 ERROR: exit code: 1\n#2 CANCELED\n")
        local failure = say:failure()
        expect(failure.name):equals("[1/2] RUN false")
        expect(#failure.output):equals(20)
        expect(failure.output[20]):equals("last")
    end)

    it("are the same however the output is cut", function()
        local output = "one\ntwo\r\n\nfour"
        local function lines(...)
            local traces = { { vertex("a", "RUN", 0) } }
            for _, piece in ipairs { ... } do traces[#traces + 1] = { log("a", 5, piece) } end
            traces[#traces + 1] = { vertex("a", "RUN", 0, 9) }
            return (printed(table.unpack(traces)))
        end
        local whole = lines(output)
        expect(whole):contains("#1 0.005 two\n#1 0.005 \n#1 0.005 four\n")
        for i = 1, #output - 1 do expect(lines(output:sub(1, i), output:sub(i + 1))):equals(whole) end
    end)

    it("come in pieces when a line does not end", function()
        local traces = { { vertex("a", "RUN", 0) } }
        for i = 1, 100 do traces[i + 1] = { log("a", 5, ("."):rep(1000)) } end
        local _, say = printed(table.unpack(traces))
        expect(#say.vertexes.a.rest):at_most(17000)
    end)
end)

return test.report()
