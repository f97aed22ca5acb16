-- Calls every operation of the catalogue on a real engine: each succeeds, or the engine refuses it for the right reason.
-- With a registry beside the engine (scripts/engine registry up) what needs one succeeds too.

local test = require "test"
local engine = require "engine_support"
local steps = require "operations.steps"
local describe, it, expect = test.describe, engine.it, test.expect

-- What the steps share. `container` is one that the others may use.
local name = test.unique()
local s = {
    name = name,
    label = { [name] = "yes" },
    label_text = name .. "=yes",
    container = name .. "-helper",
    socket = engine.host and engine.host:match("^unix://(.*)") or "/run/docker/containerd/containerd.sock",
    registry = os.getenv("MOONDOCK_TEST_REGISTRY"),
    private_registry = os.getenv("MOONDOCK_TEST_REGISTRY_PRIVATE"),
    user = os.getenv("MOONDOCK_TEST_REGISTRY_USER"),
    password = os.getenv("MOONDOCK_TEST_REGISTRY_PASSWORD"),
}
local registry = s.registry or "127.0.0.1:1"
s.image_in_registry = ("%s/%s:pushed"):format(registry, name)
s.plugin = ("%s/%s:plugin"):format(registry, name)

-- Waits for what an engine does in its own time.
function s.eventually(what, find)
    for _ = 1, 200 do
        local found = find()
        if found then return found end
        require("task").sleep(0.1)
    end
    error("no " .. what .. " within 20 s")
end

-- Whatever steps that failed have left.
local function sweep()
    local api = docker.api
    pcall(api.SwarmLeave, { force = true })
    for _, container in ipairs { name, name .. "-newer", s.container } do
        pcall(api.ContainerDelete, { id = container, force = true, v = true })
    end
    pcall(api.PluginDelete, { name = s.plugin, force = true })
    pcall(api.VolumeDelete, { name = name, force = true })
    pcall(api.NetworkDelete, { id = name })
    local leftover = { s.image_in_registry, registry .. "/" .. name .. ":made", "127.0.0.1:1/" .. name .. ":made" }
    for _, tag in ipairs { "made", "imported", "committed", "other" } do leftover[#leftover + 1] = name .. ":" .. tag end
    for _, image in ipairs(leftover) do pcall(api.ImageDelete, { name = image, force = true }) end
    -- Swarms leave their bridge behind, which a later one uses again; an engine that never saw one has none.
    if not s.had_bridge then pcall(api.NetworkDelete, { id = "docker_gwbridge" }) end
end

describe("docker.api", function()
    it("calls an engine that is in no swarm", function()
        s.api = docker.api.SystemVersion().ApiVersion
        s.had_bridge = pcall(docker.api.NetworkInspect, { id = "docker_gwbridge" })
        expect(docker.api.SystemInfo().Swarm.LocalNodeState):equals("inactive")
        docker.api.ContainerCreate {
            name = s.container,
            body = { Image = engine.image, Cmd = { "sleep", "600" }, Labels = { helper = name }, StopSignal = "SIGKILL" },
        }
        docker.api.ContainerStart { id = s.container }
    end)
    s.speaks = function(since) return s.api == nil or steps.speaks(s.api, since) end

    for _, group in ipairs { "containers", "images", "system", "plugins", "swarm" } do
        steps.run(require("operations." .. group)(s), s)
    end

    it("calls every operation", function()
        local listed, unlisted = steps.coverage()
        print(("%d of %d operations called, %d of %d outside the reference"):format(listed.called, listed.all,
            unlisted.called, unlisted.all))
        for _, tally in ipairs { listed, unlisted } do
            print(("   %d succeed, %d are refused by the engine, %d are newer than it"):format(
                tally.counts.done or 0, tally.counts.refused or 0, tally.counts["too new"] or 0))
            expect(tally.missing):equals {}
        end
        expect(listed.all):equals(108)
    end)
end)

sweep()

return test.report()
