local test = require "test"
local base64 = require "base64"
local buildkit = require "docker.buildkit"
local dockerfile = require "docker.dockerfile"
local describe, it, expect = test.describe, test.it, test.expect

-- A small writer of the wire format, so that what is read was not written by the reader.
local function varint(value)
    local out = {}
    repeat
        local byte = value & 0x7f
        value = value >> 7
        out[#out + 1] = string.char(value ~= 0 and byte | 0x80 or byte)
    until value == 0
    return table.concat(out)
end
local function text(number, bytes) return varint(number << 3 | 2) .. varint(#bytes) .. bytes end
local function int(number, value) return varint(number << 3) .. varint(value) end
local function time(number, seconds, nanoseconds) return text(number, int(1, seconds) .. int(2, nanoseconds)) end

local trace = text(1, text(1, "sha256:a") .. text(2, "sha256:x") .. text(3, "[1/2] FROM busybox") .. time(5, 100, 0)
        .. time(6, 100, 500000000))
    .. text(1, text(1, "sha256:b") .. text(3, "[2/2] RUN make") .. time(5, 101, 0))
    .. text(2, text(1, "extracting") .. text(2, "sha256:a") .. int(4, 5) .. int(5, 2048) .. time(8, 100, 1))
    .. text(3, text(1, "sha256:b") .. time(2, 101, 250000000) .. int(3, 1) .. text(4, "one\ntwo\n"))
    .. text(4, text(1, "sha256:b") .. int(2, 1) .. text(3, "old syntax"))

describe("BuildKit's trace", function()
    it("is decoded", function()
        local status = buildkit.decode(base64.encode(trace))
        expect(#status.vertexes):equals(2)
        expect(status.vertexes[1].name):equals("[1/2] FROM busybox")
        expect(status.vertexes[1].completed):equals(100.5)
        expect(status.statuses[1].total):equals(2048)
        expect(status.logs[1].text):equals("one\ntwo\n")
        expect(status.warnings[1].text):equals("old syntax")
    end)

    it("is written as docker writes it", function()
        local print_trace = buildkit.printer()
        local lines = print_trace(buildkit.decode(base64.encode(trace)))
        expect(lines):equals {
            "#1 [1/2] FROM busybox", "#2 [2/2] RUN make", "#1 extracting 2.05kB done", "#2 0.250 one", "#2 0.250 two",
            "#2 WARNING: old syntax", "#1 DONE 0.5s",
        }
        local rest = text(1, text(1, "sha256:b") .. text(3, "[2/2] RUN make") .. time(5, 101, 0) .. time(6, 102, 0)
                .. text(7, "exit code: 1"))
            .. text(1, text(1, "sha256:c") .. text(3, "cached") .. int(4, 1) .. time(5, 102, 0) .. time(6, 102, 0))
        expect(print_trace(buildkit.decode(base64.encode(rest)))):equals {
            "#3 cached", "#2 ERROR: exit code: 1", "#3 CACHED",
        }
    end)

    it("cut anywhere is read as far as it is whole, or refused, never followed for ever", function()
        local whole, refused = 0, 0
        for count = 0, #trace do
            local ok, err = pcall(buildkit.decode, base64.encode(trace:sub(1, count)))
            if ok then whole = whole + 1 else refused = refused + 1 end
            expect(ok or err.kind):equals(ok or "api")
        end
        expect(whole):equals(6)  -- empty, and after each of the five parts
        expect(refused):equals(#trace + 1 - 6)
    end)

    it("of garbage is refused", function()
        for _, aux in ipairs { "!!", base64.encode(("\255"):rep(40)), base64.encode "\7", base64.encode(int(1, 5)), 5 } do
            expect(function() buildkit.decode(aux) end):raises { kind = "api", message = "BuildKit" }
        end
    end)
end)

describe("a Dockerfile", function()
    it("tells which images it begins with", function()
        for source, images in pairs {
            ["FROM busybox\nRUN true"] = { "busybox" },
            ["from --platform=linux/arm64 a/b:1 AS x\nFROM x\nFROM scratch\n"] = { "a/b:1" },
            ["# FROM no\nFROM \\\n  busybox\n"] = { "busybox" },
            ["FROM a AS one\nCOPY --from=b:2 /x /x\nCOPY --from=one /y /y\nCOPY --from=0 /z /z"] = { "a", "b:2" },
        } do
            expect(dockerfile.images(source)):equals(images)
        end
        expect(dockerfile.images("ARG B\nFROM $B")):equals(nil)
    end)

    it("tells what needs BuildKit, and what needs a session", function()
        expect(dockerfile.needs_buildkit("# syntax=docker/dockerfile:1\nFROM a")):matches("syntax")
        expect(dockerfile.needs_buildkit("FROM a\nRUN --mount=type=cache,target=/x true")):matches("%-%-mount")
        expect(dockerfile.needs_buildkit("FROM a\nRUN <<EOF\ntrue\nEOF")):matches("here")
        expect(dockerfile.needs_buildkit("FROM a\nRUN echo '<<' && true")):equals(nil)
        expect(dockerfile.needs_session("FROM a\nRUN --mount=type=secret,id=x true")):matches("secret")
        expect(dockerfile.needs_session("FROM a\nRUN --mount=type=cache,target=/x true")):equals(nil)
    end)
end)

return test.report()
