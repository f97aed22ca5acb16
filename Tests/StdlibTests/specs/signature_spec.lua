local test = require "test"
local host = require "moondock.host"
local model = require "docker.model"
local signature = require "moondock.signature"
local describe, it, expect = test.describe, test.it, test.expect

local function names(options)
    local set = {}
    for _, option in ipairs(options or {}) do set[option.name] = true end
    return set
end

describe("signature.of", function()
    it("tells parameters without the owner, which are optional, and the first sentence", function()
        local s = signature.of(docker.containers.run)
        expect(signature.parameters(s)):equals("image, [command], {options}")
        expect(s.summary):equals("Runs a command in a new container.")
        expect(signature.parameters(s, 3)):equals("{options}")
    end)

    it("finds options that are named, written in place, kept in a local, or handed on", function()
        expect(names(signature.of(docker.containers.list).options).filters):equals(true)
        expect(names(signature.of(docker.containers.run).options).detach):equals(true)
        expect(names(signature.of(docker.containers.prune).options).filters):equals(true)
        expect(names(signature.of(docker.connect).options).read_only):equals(true)
        expect(names(signature.of(docker.logs).options).follow):equals(true)
        expect(names(signature.of(require("task").map).options).limit):equals(true)
        local methods = model.classes.container.methods
        expect(names(signature.of(methods.stats).options).one_shot):equals(true)
        expect(names(signature.of(methods.stop).options).timeout):equals(true)
        expect(names(signature.of(docker.services.create).options).replicas):equals(true)
        expect(names(signature.of(docker.secrets.create).options).labels):equals(true)
        expect(signature.of(methods.start).options):equals(nil)
    end)

    it("finds the options of every function of the library that checks some", function()
        local missing = {}
        for _, class in pairs(model.classes) do
            for name, f in pairs(class.methods) do
                local info = debug.getinfo(f, "S")
                local lines = {}
                for line in (host.library_source(info.source:match("^@stdlib/(.*)")) .. "\n"):gmatch("(.-)\n") do
                    lines[#lines + 1] = line
                end
                local body = table.concat(lines, "\n", info.linedefined, info.lastlinedefined)
                if body:find("options%.check%(") and not signature.of(f).options then
                    missing[#missing + 1] = class.name .. ":" .. name
                end
            end
        end
        expect(table.concat(missing, " ")):equals("")
    end)

    it("knows the parameters of users' functions and nothing of what they do", function()
        local s = signature.of(function(first, second, ...) return first, second, ... end)
        expect(signature.parameters(s)):equals("first, second, …")
        expect(s.summary):equals("")
        expect(signature.of(print).is_opaque):equals(true)
        expect(signature.of({})):equals(nil)
        local callable = setmetatable({}, { __call = function(_, x) return x end })
        expect(#signature.of(callable).parameters):equals(2)
    end)
end)
