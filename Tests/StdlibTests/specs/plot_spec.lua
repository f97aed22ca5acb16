local test = require "test"
local plot = require "plot"
local keys = require "live.keys"
local watch = require "watch"
local sampler = require "docker.sampler"
local live_stats = require "docker.live_stats"
local stats = require "docker.stats"
local describe, it, expect = test.describe, test.it, test.expect

describe("plot", function()
    local cases = {
        { "rising numbers", { 1, 2, 3, 4, 5, 6, 7, 8 }, "▁▂▃▄▅▆▇█" },
        { "equal numbers", { 5, 5 }, "▁▁" },
        { "nothing", {}, "" },
        { "what is no finite number", { 0, 0 / 0, 1, math.huge }, "▁ █ " },
        { "the greatest and least numbers there are", { -1.7e308, 1.7e308 }, "▁█" },
    }
    for _, case in ipairs(cases) do
        it("draws " .. case[1], function() expect(plot.sparkline(case[2], 20)):equals(case[3]) end)
    end

    it("draws the last ones when there are too many", function()
        expect(plot.sparkline({ 9, 9, 0, 1 }, 2)):equals("▁█")
    end)

    it("keeps to limits that are given, and goes beyond them where it must", function()
        expect(plot.sparkline({ 1 }, 5, 0, 1)):equals("█")
        expect(plot.sparkline({ 0, 20 }, 5, 0, 10)):equals("▁█")
    end)

    it("tells the least and the greatest", function()
        expect(plot.plot { 1, 8.5 }):equals("▁█  min 1  max 8.5")
        expect(plot.plot {}):equals("no numbers yet")
    end)

    it("names what is no number", function()
        expect(function() plot.plot { 1, "x" } end):raises("item 2 is no number but")
        expect(function() plot.plot("x") end):raises("expected a list of numbers")
    end)
end)

describe("live.keys", function()
    local cases = {
        { "q\27[A\27OB", "q up down" }, { "\27[5~\27[6~\27[1;5A", "pageup pagedown up" },
        { "\3\r\127", "ctrl-c enter backspace" },
        { "ä日", "ä 日" }, { "\27", "escape" }, { "\27[99~x", "x" }, { "\255a", "a" },
    }
    for i, case in ipairs(cases) do
        it("reads keys " .. i, function() expect(table.concat(keys.reader()(case[1]), " ")):equals(case[2]) end)
    end

    it("waits for the rest of a character or sequence, wherever it is split", function()
        local bytes = "\27[A日x"
        for at = 2, #bytes do
            local read, found = keys.reader(), {}
            for _, piece in ipairs { bytes:sub(1, at), bytes:sub(at + 1) } do
                for _, key in ipairs(read(piece)) do found[#found + 1] = key end
            end
            expect(table.concat(found, " ")):equals("up 日 x")
        end
    end)
end)

describe("watch", function()
    local function paint(word) return "<" .. word .. ">" end

    it("marks the words that have changed", function()
        expect(watch.mark("web  1.5%  up", "web  2.5%  up", paint)):equals("web  <2.5%>  up")
        expect(watch.mark("same", "same", paint)):equals("same")
        expect(watch.mark(nil, "first", paint)):equals("first")
    end)

    it("counts the lines that do not fit", function()
        expect(watch.fit({ "a", "b", "c", "d" }, 80, 4)):equals { "a", "b", "… +2" }
        expect(watch.fit({ "abcdef" }, 4, 4)):equals { "abc…" }
    end)

    it("refuses what it cannot call, and senseless times", function()
        expect(function() watch.watch(5) end):raises("watch: expected a function, got 5")
        expect(function() watch.watch(print, 0) end):raises("a number of seconds above 0")
    end)
end)

describe("samples of many containers", function()
    it("are compared with the sample before", function()
        local function sample(total, system)
            return { read = "now", cpu_stats = { cpu_usage = { total_usage = total }, system_cpu_usage = system,
                online_cpus = 2 } }
        end
        local now = sampler.compared(sample(150, 2000), sample(100, 1000))
        expect(now.cpu_percent):equals(10.0)
    end)

    it("are told apart also where the engine does not say whose they are, as Docker 28 does", function()
        local container = { id = "c1", name = "web" }
        local of_28 = sampler.signed({ read = "now" }, container)
        expect({ of_28.id, of_28.name }):equals { "c1", "/web" }
        local of_20 = sampler.signed({ id = "c0", name = "/db" }, container)
        expect({ of_20.id, of_20.name }):equals { "c0", "/db" }
    end)

    it("are sorted by key, the greatest first, and turned round", function()
        local function sample(name, pids) return stats.of { id = name, name = name, pids_stats = { current = pids } } end
        local list = { sample("b", 2), sample("a", 2), sample("c", 7) }
        local function names(...)
            local found = {}
            for i, s in ipairs(live_stats.sorted(list, ...)) do found[i] = s.name end
            return table.concat(found)
        end
        expect(names("p")):equals("cab")
        expect(names("p", true)):equals("abc")
        expect(names("n")):equals("abc")
        expect(names("n", true)):equals("cba")
    end)
end)
