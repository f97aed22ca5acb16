-- Calls every operation of the catalogue on a real engine: each succeeds, or the engine refuses it for the right
-- reason. With a registry beside the engine (scripts/engine registry up) what needs one succeeds too.

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

function s.speaks(since) return steps.speaks(s.api, since) end

-- Whatever steps that failed have left.
local function sweep()
    local api = docker.api
    if s.node then pcall(api.SwarmLeave, { force = true }) end
    for _, container in ipairs { name, name .. "-newer", s.container } do
        pcall(api.ContainerDelete, { id = container, force = true, v = true })
    end
    pcall(api.PluginDelete, { name = s.plugin, force = true })
    pcall(api.VolumeDelete, { name = name, force = true })
    pcall(api.NetworkDelete, { id = name })
    local leftover = { s.image_in_registry, registry .. "/" .. name .. ":made", "127.0.0.1:1/" .. name .. ":made" }
    for _, tag in ipairs { "made", "imported", "committed", "other" } do
        leftover[#leftover + 1] = name .. ":" .. tag
    end
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
            body = { Image = engine.image, Cmd = { "sleep", "600" }, StopSignal = "SIGKILL" },
        }
        docker.api.ContainerStart { id = s.container }
        s.begun = true
    end)

    -- An engine in a swarm may be somebody's own: nothing is tried on it.
    if s.begun then
        for _, group in ipairs { "containers", "images", "system", "plugins", "swarm" } do
            steps.run(require("operations." .. group)(s), s)
        end
    end

    it("calls every operation", function()
        expect(s.begun):is_true()
        local listed, unlisted = steps.coverage()
        print(("%d of %d operations called"):format(listed.called, listed.all))
        print(("   %d succeed, %d are refused by the engine, %d are newer than it"):format(
            listed.counts.done or 0, listed.counts.refused or 0, listed.counts["too new"] or 0))
        print(("   and %d of %d that the engine's reference leaves out"):format(unlisted.called, unlisted.all))
        expect(listed.missing):equals {}
        expect(unlisted.missing):equals {}
        expect(listed.all):equals(108)
    end)
end)

if s.begun then sweep() end

return test.report()
