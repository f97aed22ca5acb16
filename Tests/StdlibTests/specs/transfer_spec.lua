local test = require "test"
local text = require "text"
local transfer = require "docker.transfer"
local describe, it, expect = test.describe, test.it, test.expect

local function at(t, now, columns, rows)
    return t:lines { columns = columns or 80, rows = rows or 24, now = now }
end

local function layer(id, status, current, total)
    return { id = id, status = status, progressDetail = current and { current = current, total = total } or {} }
end

describe("docker.transfer", function()
    it("shows a bar, sizes, speed and time left for a layer, and a total", function()
        local t = transfer.new()
        t:add(layer("a1", "Downloading", 10000000, 40000000), 0)
        t:lines { columns = 80, rows = 24, now = 0 }
        t:add(layer("a1", "Downloading", 20000000, 40000000), 1)
        expect(at(t, 1)):equals {
            "a1             Downloading [=======>        ] 20MB / 40MB     10MB/s  2s left",
            "0/1 layers     total       [=======>        ] 20MB / 40MB     10MB/s  2s left",
        }
    end)

    it("counts finished layers instead of listing them", function()
        local t = transfer.new()
        t:add(layer("a1", "Already exists"), 0)
        t:add(layer("a2", "Downloading", 5, 10), 0)
        t:add(layer("a2", "Download complete"), 1)
        t:add(layer("a2", "Pull complete"), 1)
        t:add(layer("a3", "Waiting"), 1)
        local lines = at(t, 1)
        expect(#lines):equals(2)
        expect(lines[1]):equals("a3             Waiting")
        expect(lines[2]):matches("^2/3 layers     so far ")
    end)

    it("ends with what the engine said and what was moved", function()
        local t = transfer.new()
        t:add({ id = "1", status = "Pulling from team/app" }, 0)
        t:add(layer("a1", "Downloading", 1000000, 3000000), 0)
        t:add(layer("a1", "Download complete"), 2)
        t:add(layer("a1", "Pull complete"), 3)
        t:add(layer("a2", "Already exists"), 3)
        t:add({ status = "Digest: sha256:00" }, 4)
        expect(t:summary { columns = 80, rows = 24, now = 4 }):equals {
            "2/2 layers (1 already there), 3MB in 4s", "1: Pulling from team/app", "Digest: sha256:00",
        }
    end)

    for _, columns in ipairs { 20, 40, 60, 80, 200 } do
        it(("keeps to a terminal of %d columns and 6 rows with 50 layers"):format(columns), function()
            local t = transfer.new()
            for i = 1, 50 do
                t:add(layer(("%012x"):format(i), "Downloading", i * 1000, 100000), 0)
                t:add(layer(("%012x"):format(i), "Downloading", i * 2000, 100000), 1)
            end
            t:add(layer("日本日本日本日本日本", "Waiting"), 1)
            local lines = at(t, 2, columns, 6)
            expect(#lines):equals(5)
            for _, line in ipairs(lines) do expect(text.width(line)):at_most(columns - 1) end
            expect(lines[4]):equals("… +48 more")
        end)
    end

    it("lists layers that move before those that wait", function()
        local t = transfer.new()
        t:add(layer("a1", "Waiting"), 0)
        t:add(layer("a2", "Pushing", 1, 2), 0)
        expect(at(t, 0)[1]):matches("^a2 ")
    end)

    it("shows the last messages while there are no layers, and makes them harmless", function()
        local t = transfer.new()
        for i = 1, 30 do t:add({ status = "Step " .. i }, i) end
        t:add({ status = "\27[31mred" }, 31)
        local lines = at(t, 31, 80, 5)
        expect(#lines):equals(4)
        expect(lines[4]):equals("\\x1b[31mred")
        expect(lines[3]):equals("Step 30")
    end)

    it("does not stumble over items that say nothing, or sizes that are unknown", function()
        local t = transfer.new()
        t:add({}, 0)
        t:add({ aux = { ID = "x" } }, 0)
        t:add({ id = "a1", status = "Downloading", progressDetail = { current = 5 } }, 0)
        t:add({ id = "a1", status = "Downloading", progressDetail = { current = 9, total = 0 } }, 0)
        expect(at(t, 0)[1]):equals("a1             Downloading 9B")
    end)

    it("counts a loaded layer as finished at its last byte", function()
        local t = transfer.new()
        t:add(layer("a1", "Loading layer", 10, 10), 0)
        expect(#at(t, 0)):equals(1)
        expect(at(t, 0)[1]):matches("^1/1 layers")
    end)
end)

describe("docker.transfer.bar", function()
    for share, drawn in pairs { [0] = "[        ]", [0.5] = "[===>    ]", [1] = "[========]", [1.5] = "[========]" } do
        it(("draws %s"):format(share), function() expect(transfer.bar(share, 10)):equals(drawn) end)
    end
end)
