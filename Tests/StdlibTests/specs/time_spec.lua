local test = require "test"
local time = require "time"
local describe, it, expect = test.describe, test.it, test.expect

describe("durations", function()
    it("are read in any mixture of units", function()
        expect(time.nanoseconds("1h30m")):equals(5400 * 1000000000)
        expect(time.nanoseconds("250ms")):equals(250000000)
        expect(time.nanoseconds("1.5s")):equals(1500000000)
        expect(time.nanoseconds("1d")):equals(86400 * 1000000000)
        expect(time.nanoseconds("10µs")):equals(10000)
        expect(time.nanoseconds("-2s")):equals(-2000000000)
        expect(time.nanoseconds("0")):equals(0)
    end)

    it("lose nothing", function()
        expect(time.nanoseconds("1.000000001s")):equals(1000000001)
        expect(time.nanoseconds("0.1us")):equals(100)
        expect(time.nanoseconds("9007199254740993ns")):equals(9007199254740993)
    end)

    it("are seconds where seconds are wanted", function()
        expect(time.seconds("1m")):equals(60.0)
        expect(time.seconds(0.25)):equals(0.25)
        expect(time.seconds("15")):equals(15)
    end)

    it("are refused when they are none, naming what they were for", function()
        expect(function() time.nanoseconds("10 parsecs", "interval") end):raises {
            kind = "invalid_argument", message = '^interval: .*"10 parsecs"$',
        }
        expect(function() time.seconds("soon") end):raises { kind = "invalid_argument" }
        expect(function() time.seconds {} end):raises { kind = "invalid_argument" }
    end)

    it("are written as people do", function()
        expect(time.duration(0.25)):equals("250ms")
        expect(time.duration(1.5)):equals("1.5s")
        expect(time.duration(3723)):equals("1h2m3s")
        expect(time.duration(3600)):equals("1h")
    end)
end)

describe("points in time", function()
    it("are read from RFC 3339 with all their nanoseconds", function()
        expect(time.stamp("2026-01-02T03:04:05.123456789Z")):equals("1767323045.123456789")
        expect(time.stamp("2026-01-02T03:04:05Z")):equals("1767323045.000000000")
        expect(time.stamp("1970-01-01T00:00:00.000000001Z")):equals("0.000000001")
    end)

    it("respect their zone", function()
        expect(time.stamp("2026-01-02T05:04:05.5+02:00")):equals("1767323045.500000000")
        expect(time.stamp("2026-01-01T21:34:05-05:30")):equals("1767323045.000000000")
    end)

    it("are local without a zone", function()
        local seconds = time.parse("2026-03-04")
        expect(seconds):equals(os.time { year = 2026, month = 3, day = 4, hour = 0 })
    end)

    it("may be numbers, zero among them", function()
        expect(time.stamp(0)):equals("0")
        expect(time.stamp(1767323045)):equals("1767323045")
        expect(time.stamp(1.5)):equals("1.500000000")
        expect(time.stamp("1767323045.25")):equals("1767323045.25")
    end)

    it("may be a duration ago", function()
        local now = time.now()
        local stamp = tonumber(time.stamp("10m"))
        expect(math.abs(now - 600 - stamp)):at_most(2)
    end)

    it("are refused when they are none", function()
        expect(function() time.stamp("yesterday", "since") end):raises { kind = "invalid_argument", message = "^since" }
        expect(function() time.stamp("2026-13-01") end):raises { kind = "invalid_argument" }
        expect(function() time.stamp(true) end):raises { kind = "invalid_argument" }
    end)
end)

return test.report()
