local test = require "test"
local stats = require "docker.stats"
local engine = require "engine_support"
local describe, it, expect = test.describe, engine.it, test.expect

-- The parts of a sample that the numbers come from.
local function sample(changes)
    local s = {
        cpu_stats = { cpu_usage = { total_usage = 300 }, system_cpu_usage = 2000, online_cpus = 2 },
        precpu_stats = { cpu_usage = { total_usage = 100 }, system_cpu_usage = 1000 },
        memory_stats = { usage = 1000, limit = 4000, stats = { inactive_file = 200 } },
    }
    for name, value in pairs(changes or {}) do s[name] = value end
    return stats.of(s)
end

describe("stats computes as docker stats does", function()
    test.it("the share of the processors", function()
        expect(sample().cpu_percent):equals(40.0)
        expect(sample { precpu_stats = {} }.cpu_percent):equals(30.0)
        -- Engines that do not tell how many processors are online list them.
        expect(sample {
            cpu_stats = {
                cpu_usage = { total_usage = 300, percpu_usage = { 1, 1, 1, 1 } }, system_cpu_usage = 2000,
            },
        }.cpu_percent):equals(80.0)
        -- A container that was started anew, or a stopped one.
        expect(sample { cpu_stats = { cpu_usage = { total_usage = 50 }, system_cpu_usage = 2000, online_cpus = 2 } }
            .cpu_percent):equals(0.0)
        expect(stats.of {}.cpu_percent):equals(0.0)
        -- An engine that names processes, as those on Windows do, and leaves out the rest.
        expect(stats.of { num_procs = 2, read = "2026-01-01T00:00:01Z", preread = "2026-01-01T00:00:00Z" }.cpu_percent)
            :equals(0.0)
    end)

    test.it("the share of the processors on Windows, in steps of 100 ns", function()
        expect(sample {
            num_procs = 2, read = "2026-01-01T00:00:01.000000100Z", preread = "2026-01-01T00:00:00.000000100Z",
            cpu_stats = { cpu_usage = { total_usage = 5000000 } }, precpu_stats = { cpu_usage = { total_usage = 0 } },
        }.cpu_percent):equals(25.0)
    end)

    test.it("memory without the cache, for both versions of cgroups", function()
        local function usage(details)
            return sample { memory_stats = { usage = 1000, limit = 1, stats = details } }.memory_usage
        end
        expect(usage { inactive_file = 200 }):equals(800)
        expect(usage { total_inactive_file = 300, inactive_file = 200 }):equals(700)
        expect(usage { total_inactive_file = 2000, inactive_file = 200 }):equals(800)
        expect(usage { inactive_file = 2000 }):equals(1000)
        expect(usage(nil)):equals(1000)
        expect(sample { memory_stats = {} }.memory_usage):equals(0)
        expect(sample().memory_percent):equals(20.0)
        expect(sample().memory_limit):equals(4000)
        expect(sample { memory_stats = { usage = 10 } }.memory_percent):equals(0.0)
    end)

    test.it("networks and disks as sums", function()
        local s = sample {
            networks = { eth0 = { rx_bytes = 1, tx_bytes = 2 }, eth1 = { rx_bytes = 10, tx_bytes = 20 } },
            blkio_stats = { io_service_bytes_recursive = {
                { op = "Read", value = 5 }, { op = "Write", value = 7 }, { op = "read", value = 50 },
                { op = "Sync", value = 1000 }, { op = "", value = 1000 }, { op = "write", value = 70 },
            } },
            pids_stats = { current = 3 },
        }
        expect({ s.network_received, s.network_sent }):equals { 11, 22 }
        expect({ s.block_read, s.block_written, s.pids }):equals { 55, 77, 3 }
        local none = sample { blkio_stats = {} }
        expect({ none.network_received, none.block_read, none.pids }):equals { 0, 0, 0 }
    end)

    test.it("and leaves what the engine sent as it is", function()
        local s = sample()
        expect(rawget(s, "cpu_percent")):equals(nil)
        expect(s.nothing_of_the_kind):equals(nil)
        expect(tostring(s)):contains("cpu 40.00%, memory 800B / 3.906KiB (20.00%)")
        expect(require("json").decode(require("json").encode(s)).memory_stats.usage):equals(1000)
    end)
end)

describe("container:stats", function()
    it("measures once", function()
        local c = engine.start(engine.shell "while true; do :; done", { nano_cpus = 500000000, mem_limit = "64m" })
        local s = c:stats()
        expect(s.cpu_percent):at_least(10)
        expect(s.cpu_percent):at_most(90)
        expect(s.memory_usage):at_least(1)
        expect(s.memory_limit):equals(64 * 1024 * 1024)
        expect(s.pids):at_least(1)
        expect(s.cpu_stats.cpu_usage.total_usage):at_least(1)
    end)

    it("measures again and again, until the loop is left or the container stops", function()
        local c = engine.start("sleep 60")
        local count = 0
        for s in c:stats { stream = true, decode = true } do
            expect(s.memory_limit):at_least(1)
            count = count + 1
            if count == 2 then break end
        end
        expect(count):equals(2)
        local stream = c:stats { stream = true }
        expect(stream().read):matches("^%d%d%d%d%-")
        stream:close()
        expect(stream()):equals(nil)
        expect(function() c:stats { stream = true, one_shot = true } end):raises { kind = "invalid_argument" }
        expect(function() c:stats { streem = true } end):raises { hint = "'stream'" }
    end)

    it("measures several containers at once", function()
        local a, b = engine.start("sleep 60"), engine.start("sleep 60", { labels = { spec = "stats" } })
        local list = docker.stats { a, b.name }
        expect(#list):equals(2)
        expect(list[1].name):equals("/" .. a.name)
        expect(#docker.stats({ name = b.name, label = "spec=stats" }, { one_shot = true })):equals(1)
        expect(#docker.stats()):at_least(2)
        expect(function() docker.stats { 5 } end):raises { kind = "invalid_argument" }
    end)
end)

return test.report()
