local test = require "test"
local pull = require "docker.pull"
local engine = require "engine_support"
local describe, it, expect = test.describe, engine.it, test.expect

describe("docker.images", function()
    it("lists with one request", function()
        local list = docker.images.list("busybox")
        expect(#list):at_least(1)
        expect(list[1].tags):contains(engine.image)
        expect(rawget(list[1], "_attrs")):equals(nil)
        expect(list[1].Architecture):matches("%w")
        expect(#docker.images.list { name = "nosuch" .. test.unique() }):equals(0)
        expect(#docker.images { filters = { reference = "busybox" } }):at_least(1)
    end)

    it("finds by name and id", function()
        local i = docker.images.get("busybox")
        expect(i.tags):contains(engine.image)
        expect(docker.images.get(i.id)):equals(i)
        expect(i.short_id):equals(i.id:sub(1, 19))
        expect(i.labels):equals {}
        expect(tostring(i)):contains(engine.image)
    end)

    it("names the nearest when there is none of that name", function()
        expect(function() docker.images.get("bsybox") end):raises { kind = "not_found", hint = "'busybox'" }
    end)

    it("raises what a pull reports", function()
        expect(function() docker.images.pull("localhost:1/nothing:here") end):raises()
        expect(function() docker.images.pull("busybox", { tga = "1" }) end):raises { hint = "'tag'" }
        expect(function() docker.images.pull("") end):raises { kind = "invalid_argument" }
    end)
end)

describe("the name of an image", function()
    test.it("is split into repository and tag", function()
        local function split(name) return table.pack(pull.split(name)) end
        expect(split("nginx:1.27")):equals { "nginx", "1.27", n = 2 }
        expect(split("nginx")):equals { "nginx", nil, n = 2 }
        expect(split("host:5000/nginx")):equals { "host:5000/nginx", nil, n = 2 }
        expect(split("host:5000/nginx:1")):equals { "host:5000/nginx", "1", n = 2 }
        expect(split("nginx@sha256:ab")):equals { "nginx", "sha256:ab", n = 2 }
    end)
end)

return test.report()
