local test = require "test"
local engine = require "engine_support"
local complete = require "moondock.complete"
local describe, it, expect = test.describe, test.it, test.expect

local SEPARATOR = "\31"

-- What could stand in the string that is an argument of a call: the line of marks, and texts and notes by text.
local function ask(callee, prefix, argument)
    local steps = callee:gsub(" ", SEPARATOR)
    local answer = complete.candidates("string", prefix or "", '"', steps, argument or 1, "", "", "", "")
    local found = {}
    for text, note in answer:gmatch("\n([^\t]*)\t[^\t]*\t([^\t]*)") do found[text] = note end
    return found, answer:match("^[^\n]*")
end

-- Asks until the engine has answered.
local function ask_engine(callee, prefix)
    for _ = 1, 100 do
        local found, marks = ask(callee, prefix)
        if not marks:find "pending" then return found end
        require("task").sleep(0.02)
    end
    error "the engine gave no names"
end

describe("strings that are one of a few words", function()
    for callee, expected in pairs {
        ["=recipe .run"] = { "prune-containers", "stopped" },
        ["=lesson"] = { "networks", "Networks" },
        ["=help"] = { "docker.containers.run", "Runs a command" },
        ["=trace"] = { "curl", "" },
        ["=config .set"] = { "menu_rows", "rows of the completion menu" },
        ["=docker .contexts .get"] = { "default", "" },
    } do
        it(("are offered in the call of %s"):format(callee:gsub("[= ]", "")), function()
            -- Modules are made when they are first named, as at the prompt.
            local found = ask(callee)
            expect(found[expected[1]]):contains(expected[2])
        end)
    end

    it("are offered for the argument that takes them, and no other", function()
        local found, marks = ask("=recipe .run", "", 2)
        expect(found["audit"]):equals(nil)
        expect(marks):equals("files")
    end)

    it("are narrowed by what is typed", function()
        local found = ask("=help", "docker.volumes.cr")
        expect(found):equals { ["docker.volumes.create"] = ask("=help")["docker.volumes.create"] }
    end)
end)

describe("strings that name something on the engine", function()
    engine.it("are offered for images, networks, volumes, plugins and stacks", function()
        local name = test.unique("words")
        local volume, network = docker.volumes.create(name), docker.networks.create(name)
        expect(ask_engine("=docker .volumes .get", name)):equals { [name] = "local" }
        expect(ask_engine("=docker .networks .get", name)):equals { [name] = "bridge" }
        expect(ask_engine("=docker .images .get")["busybox:latest"]):matches "B$"
        expect(next(ask_engine("=docker .plugins .get", "no-such-plugin"))):equals(nil)
        expect(next(ask_engine("=docker .stack .remove", "no-such-stack"))):equals(nil)
        volume:remove()
        network:remove()
    end)

    engine.it("need no request while no event tells of a change, and are asked for anew after one", function()
        local live, calls = require "moondock.live", require "docker.engine"
        local keep, requests = live.keep, 0
        local _ <close> = setmetatable({}, { __close = function() live.keep, calls.around = keep, nil end })
        -- Without events everything would be too old at once.
        live.keep = 0
        calls.around = function(_, send, ...)
            requests = requests + 1
            return send(...)
        end
        local client = docker.connect { host = engine.host }
        local function names()
            for _ = 1, 200 do
                local list, pending = live.names(client, "volumes")
                if not pending then
                    local set = {}
                    for _, item in ipairs(list) do set[item[1]] = true end
                    return set
                end
                require("task").sleep(0.02)
            end
            error "no names"
        end
        -- The first answer begins to follow events; the next one is kept.
        names()
        require("task").sleep(0.3)
        names()
        requests = 0
        for _ = 1, 5 do names() end
        expect(requests):equals(0)
        local elsewhere = docker.connect { host = engine.host }
        local volume = elsewhere.volumes.create(test.unique("words"))
        local known = false
        for _ = 1, 50 do
            known = known or names()[volume.name]
            if known then break end
            require("task").sleep(0.02)
        end
        expect(known):equals(true)
        requests = 0
        names()
        expect(requests):equals(0)
        volume:remove()
        elsewhere:close()
        client:close()
    end)
end)

return test.report()
