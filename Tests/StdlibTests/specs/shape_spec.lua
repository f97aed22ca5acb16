local test = require "test"
local host = require "moondock.host"
local errors = require "moondock.errors"
local shape = require "docker.shape"
local shapes = require "docker.shapes"

local describe, it, expect = test.describe, test.it, test.expect

local function refusal(name, reply)
    local ok, err = pcall(shape.check, name, reply)
    expect(ok):is(false)
    expect(errors.is(err, "api")):is(true)
    return err.message
end

describe("docker.shape", function()
    it("lets pass what fits, whatever else is in it", function()
        local list = { { Id = "a", Names = { "/web" }, Created = 5, Later = { anything = true } } }
        expect(shape.check("ContainerList", list)):is(list)
        expect(shape.check("ContainerList", {}) ~= nil):is(true)
        expect(shape.check("SomethingElse", 5)):is(5)
    end)

    it("takes null for an empty list, as Go writes it", function()
        expect(host.is_array(shape.check("ContainerChanges", host.null))):is(true)
        expect(refusal("ContainerInspect", host.null)):is(
            "the engine's reply of ContainerInspect does not fit: it is null, not a table")
    end)

    it("names the place, what is there and what should be", function()
        for _, case in ipairs {
            { true, "it is a boolean, not a list" },
            { { Id = "a" }, "it is a table, not a list" },
            { { { Id = "a" }, host.null }, "[2] is null, not a table" },
            { { {} }, "[1].Id is missing" },
            { { { Id = 5 } }, "[1].Id is a number, not string" },
            { { { Id = "a", Names = "web" } }, "[1].Names is a string, not a list" },
            { { { Id = "a", Names = { "/web", host.null } } }, "[1].Names[2] is null, not string" },
            { { { Id = "a", Labels = { app = 1 } } }, '[1].Labels["app"] is a number, not string' },
            { { { Id = "a", Labels = { "app" } } }, "[1].Labels is a list, not a table with names" },
            { { { Id = "a", Created = true } }, "[1].Created is a boolean, not string or number" },
            { { { Id = "a", Ports = { { PrivatePort = 1.5, Type = "tcp" } } } },
                "[1].Ports[1].PrivatePort is a broken or too large number, not integer" },
        } do
            expect(refusal("ContainerList", case[1])):is("the engine's reply of ContainerList does not fit: " .. case[2])
        end
    end)

    it("checks the texts of a stream, and lets its end pass", function()
        expect(shape.item("SystemEvents", nil)):is(nil)
        local ok, err = pcall(shape.item, "SystemEvents", { Actor = { Attributes = { name = 5 } } })
        expect(ok):is(false)
        expect(err.message):is(
            "the engine's stream of SystemEvents does not fit: Actor.Attributes[\"name\"] is a number, not string")
    end)

    it("knows only operations that there are", function()
        local operations = require("docker.api").operations()
        for _, known in ipairs { shapes, shapes.items } do
            for name in pairs(known) do
                if name ~= "items" then expect(operations[name] ~= nil):is(true) end
            end
        end
    end)
end)
