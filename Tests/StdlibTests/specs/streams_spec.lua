local test = require "test"
local engine = require "engine_support"
local describe, it, expect = test.describe, engine.it, test.expect

describe("a stream", function()
    -- Of the host, and one that is made of it.
    local function each(check)
        local c = engine.start { "sleep", "600" }
        for _, make in ipairs {
            function() return c:exec_run("echo hi", { stream = true }) end,
            function() return docker.events { since = 0, until_ = 1 } end,
            function() return (c:get_archive("/etc/hosts")) end,
        } do
            local stream <close> = make()
            check(stream)
        end
    end

    it("that is taken for its text says how the text is got", function()
        local hint = "read_all"
        each(function(s)
            expect(function() return s:upper() end):raises { kind = "lua", message = "no 'upper' in a stream", hint = hint }
            expect(function() return s:decode("utf-8") end):raises { message = "no 'decode' in a stream", hint = hint }
            expect(function() return s.output end):raises { message = "no 'output' in a stream", hint = hint }
            expect(function() return s .. "!" end):raises { message = "a stream is no string", hint = hint }
            expect(function() return "!" .. s end):raises { message = "a stream is no string", hint = hint }
            expect(function() return #s end):raises { message = "a stream is no string", hint = hint }
        end)
    end)

    it("names the nearest of its methods", function()
        each(function(s)
            expect(function() return s:red_all() end):raises { message = "no 'red_all' in a stream", hint = "'read_all'" }
            expect(function() return s.clse end):raises { kind = "lua", hint = "'close'" }
        end)
    end)

    it("has no value for what nobody knows", function()
        each(function(s) expect(s.something_of_mine):equals(nil) end)
    end)

    it("is not inherited by a program that is started while it is open", function()
        docker.ping()
        local stream <close> = docker.events()
        docker.version()
        local program <close> = io.popen "ls -l /proc/self/fd"
        for number in program:read("a"):gmatch "(%d+) %-> socket:" do
            expect(number):matches "^[012]$" -- what the shell itself was given
        end
    end)

    it("keeps what is put on it", function()
        local s <close> = engine.start { "sleep", "600" }:exec_run("echo hi", { stream = true })
        s.red_all = 5
        expect(s.red_all):equals(5)
    end)
end)

return test.report()
