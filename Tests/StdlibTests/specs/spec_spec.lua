local test = require "test"
local json = require "json"
local spec = require "docker.spec"
local spec_compare = require "docker.spec_compare"
local describe, it, expect = test.describe, test.it, test.expect

local SCHEMA = {
    { name = "name", type = "string", to = "Name" },
    { name = "image", type = "string", to = "Task.Container.Image" },
    { name = "memory", type = "size", to = "Task.Memory", since = "1.30" },
    { name = "policy", type = "map", to = "Task.Policy", schema = {
        { name = "delay", type = "duration", to = "Delay" },
        { name = "order", type = "string", to = "Order", since = "1.29" },
    } },
    { name = "local_only", type = "boolean" },
}

local function built(given, target, needs)
    return spec.apply(target or {}, (spec.changes("f", SCHEMA, given, needs)))
end

describe("spec.changes", function()
    it("puts options where they belong", function()
        expect(built { name = "a", image = "b", memory = "1k", policy = { delay = "1s" }, local_only = true }):equals {
            Name = "a", Task = { Container = { Image = "b" }, Memory = 1024, Policy = { Delay = 1000000000 } },
        }
        expect(built {}):equals {}
    end)

    it("leaves everything else of a specification as it is", function()
        local current = { Name = "a", Task = { Policy = { Delay = 5, Order = "x" }, Other = { 1 } } }
        expect(built({ policy = { delay = "1ms" } }, current)):equals {
            Name = "a", Task = { Policy = { Delay = 1000000, Order = "x" }, Other = { 1 } },
        }
    end)

    it("takes a field away for null, and makes nothing to take it from", function()
        expect(built({ policy = json.null }, { Task = { Policy = { Delay = 5 } } })):equals { Task = {} }
        expect(built({ policy = { delay = json.null } }, { Task = { Policy = { Delay = 5, Order = "x" } } })):equals {
            Task = { Policy = { Order = "x" } },
        }
        expect(built({ image = json.null }, {})):equals {}
    end)

    it("takes the engine's own form of a table", function()
        expect(built { policy = { Delay = 7, Anything = true } }):equals {
            Task = { Policy = { Delay = 7, Anything = true } },
        }
    end)

    it("notes what needs an API version, also inside tables", function()
        local needs = {}
        built({ memory = 1, policy = { order = "a" } }, nil, needs)
        expect(needs):equals { { name = "memory", since = "1.30" }, { name = "order", since = "1.29" } }
    end)

    it("names the place and the nearest option", function()
        expect(function() built { policy = { dely = 1 } } end):raises { message = "^f: policy: .*'dely'", hint = "delay" }
        expect(function() built { nam = 1 } end):raises { message = "^f: ", hint = "name" }
    end)
end)

describe("spec_compare", function()
    it("does not mind defaults that are written out, nor empty fields", function()
        expect(spec_compare.same(
            { Name = "a", Mode = { Replicated = {} }, TaskTemplate = { Resources = {}, ContainerSpec = { Image = "i" } } },
            { Name = "a", Labels = {}, Mode = { Replicated = { Replicas = 1 } }, EndpointSpec = { Mode = "vip" },
                TaskTemplate = { Runtime = "container", ForceUpdate = 0,
                    ContainerSpec = { Image = "i", Isolation = "default", Privileges = { SELinuxContext = { User = "" } } },
                } })):equals(true)
    end)

    it("sees what means something", function()
        local function differ(a, b) expect(spec_compare.same(a, b)):equals(false) end
        differ({ Labels = { a = "" } }, { Labels = {} })
        differ({ Labels = { a = "0" } }, { Labels = { a = "1" } })
        differ({ Mode = { Replicated = { Replicas = 0 } } }, { Mode = { Replicated = {} } })
        differ({ Mode = { Global = {} } }, { Mode = { Replicated = {} } })
        differ({ UpdateConfig = { Parallelism = 0 } }, { UpdateConfig = { Parallelism = 1 } })
        differ({ TaskTemplate = { ContainerSpec = { Env = { "A=1" } } } }, {})
        differ({ TaskTemplate = { ContainerSpec = { Env = { "A", "B" } } } },
            { TaskTemplate = { ContainerSpec = { Env = { "B", "A" } } } })
    end)

    it("compares tasks without regard to where they may run", function()
        expect(spec_compare.same_task({ Placement = { Constraints = { "a" } }, ForceUpdate = 0 }, {})):equals(true)
        expect(spec_compare.same_task({ ForceUpdate = 1 }, { ForceUpdate = 2 })):equals(false)
    end)
end)

return test.report()
