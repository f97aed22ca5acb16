-- Pushing and pulling, with the registries that MOONDOCK_TEST_REGISTRY and MOONDOCK_TEST_REGISTRY_PRIVATE name
-- (`scripts/engine registry up` prints them); without them these tests are skipped.

local test = require "test"
local engine = require "engine_support"
local describe, expect = test.describe, test.expect

local open, private = os.getenv("MOONDOCK_TEST_REGISTRY"), os.getenv("MOONDOCK_TEST_REGISTRY_PRIVATE")

local function it(title, body)
    engine.it(title, function()
        if not open or not private then test.skip("MOONDOCK_TEST_REGISTRY names no registry") end
        body()
    end)
end

-- A name in a registry, that goes with the test.
local function name_in(registry, ...)
    local name = ("%s/%s"):format(registry, test.unique("spec"))
    for _, tag in ipairs { ... } do
        docker.images.get(engine.image):tag(name, tag)
        test.cleanup(function() pcall(docker.images.remove, ("%s:%s"):format(name, tag)) end)
    end
    return name
end

describe("a registry", function()
    it("takes an image, and gives it back", function()
        local name = name_in(open, "1")
        local pushed = docker.images.push(name, { tag = "1" })
        expect(pushed.tag):equals("1")
        expect(pushed.digest):matches("^sha256:%x+$")
        expect(pushed.size):at_least(1)
        docker.images.remove(name .. ":1")
        local i = docker.images.pull(name, { tag = "1" })
        expect(i.tags):contains(name .. ":1")
        expect(docker.images.pull(name .. ":1", { platform = "linux/amd64" })):equals(i)
        expect(docker.images.pull(name .. "@" .. pushed.digest)):equals(i)
    end)

    it("shows its progress item by item", function()
        local name = name_in(open, "1")
        local last
        for item in docker.images.push(name .. ":1", { stream = true }) do last = item end
        expect(last.aux.Tag):equals("1")
        local count = 0
        docker.images.pull(name .. ":1", { progress = function() count = count + 1 end })
        expect(count):at_least(1)
        local seen = {}
        for item in docker.images.pull(name .. ":1", { stream = true, decode = true }) do
            seen[#seen + 1] = item.status
        end
        expect(table.concat(seen, "\n")):contains("up to date")
    end)

    it("takes and gives all tags only when asked", function()
        local name = name_in(open, "1", "2", "latest")
        expect(docker.images.push(name).tag):equals("latest")
        expect(function() docker.images.get_registry_data(name .. ":1") end):raises()
        docker.images.push(name, { all_tags = true })
        for _, tag in ipairs { "1", "2", "latest" } do docker.images.remove(name .. ":" .. tag) end
        docker.images.pull(name, { all_tags = true })
        for _, tag in ipairs { "1", "2" } do
            local full = ("%s:%s"):format(name, tag)
            expect(docker.images.get(full).tags):contains(full)
        end
    end)

    it("tells digest and platforms without a pull", function()
        local name = name_in(open, "1")
        local pushed = docker.images.push(name .. ":1")
        docker.images.remove(name .. ":1")
        local r = docker.images.get_registry_data(name .. ":1")
        expect(r.id):equals(pushed.digest)
        expect(r.attrs.Descriptor.digest):equals(pushed.digest)
        expect(r:has_platform(docker.version().Os)):equals(true)
        expect(r:has_platform("plan9/amd64")):equals(false)
        expect(r:reload().id):equals(pushed.digest)
        expect(r:pull()):equals(docker.images.get(engine.image))
        pcall(docker.images.remove, name .. "@" .. pushed.digest)
    end)

    it("refuses what it does not have", function()
        local name = name_in(open, "1")
        docker.images.push(name .. ":1")
        expect(function() docker.images.pull(name .. ":nothing") end):raises { kind = "not_found" }
    end)

    it("that wants a password gets the one that is given, and no error repeats it", function()
        local name = name_in(private, "1")
        expect(function() docker.images.push(name .. ":1") end):raises { kind = "unauthorized" }
        local user, password = os.getenv("MOONDOCK_TEST_REGISTRY_USER"), os.getenv("MOONDOCK_TEST_REGISTRY_PASSWORD")
        local err = expect(function()
            docker.images.push(name .. ":1", { auth_config = { username = user, password = password .. "x" } })
        end):raises { kind = "unauthorized" }
        expect(require("inspect").inspect(err):find(password, 1, true)):equals(nil)
        local given = { auth_config = { username = user, password = password } }
        expect(docker.images.push(name .. ":1", given).tag):equals("1")
        expect(docker.images.get_registry_data(name .. ":1", given):pull()):equals(docker.images.get(engine.image))
    end)
end)

return test.report()
