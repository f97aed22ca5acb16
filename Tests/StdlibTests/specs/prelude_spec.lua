local test = require "test"
local describe, it, expect = test.describe, test.it, test.expect

describe("at start", function()
    it("there are docker, task, json, inspect and full", function()
        expect(docker):is(require "docker")
        expect(task):is(require "task")
        expect(json):is(require "json")
        expect(inspect):is(require "inspect")
        expect(full { 1 }):equals("{ 1 }")
    end)
end)

describe("the modules", function()
    it("make no globals", function()
        local before = {}
        for name in next, _G do before[name] = true end
        for name in ([[display docker.attach docker.create docker.events docker.exec docker.images docker.logs
            docker.pull docker.run docker.views inspect json nearest options tabulate
            task text time units]]):gmatch("%S+") do
            require(name)
        end
        for name in next, _G do expect(before[name] and name):equals(name) end
    end)
end)

return test.report()
