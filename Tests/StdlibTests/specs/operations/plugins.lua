-- Plugins: one is made of busybox.

local json = require "json"
local test = require "test"
local tar = require "operations.tar"
local expect = test.expect

local nowhere = "127.0.0.1:1"
local unreachable = { kind = "api", status = 500, message = "connection refused" }

-- A plugin counts as started once its socket answers. Busybox cannot listen on one, so the plugin puts a link to a
-- socket that does: the engine's own.
local function archive(s)
    local stream <close> = docker.api.ContainerArchive { id = s.container, path = "/bin/busybox" }
    local _, busybox = tar.first((stream:read_all()))
    local config = {
        description = "made by a test", documentation = "none",
        entrypoint = {
            "/bin/sh", "-c",
            ("trap exit TERM; ln -s %s /run/docker/plugins/test.sock; sleep 600 & wait"):format(s.socket),
        },
        interface = { types = { "docker.volumedriver/1.0" }, socket = "test.sock" },
        network = { type = "none" }, linux = { capabilities = json.array {}, devices = json.array {} },
        mounts = json.array {},
        env = { { name = "LEVEL", description = "of talk", settable = { "value" }, value = "0" } },
    }
    return tar.pack {
        { "config.json", json.encode(config) }, { "rootfs/" }, { "rootfs/bin/" }, { "rootfs/bin/busybox", busybox },
        { "rootfs/bin/sh", link = "busybox" }, { "rootfs/bin/ln", link = "busybox" },
        { "rootfs/bin/sleep", link = "busybox" }, { "rootfs/proc/" }, { "rootfs/run/" },
    }
end

return function(s)
    local plugin = { name = s.plugin }
    local gone = { kind = "not_found", status = 404, message = "not found" }

    local steps = {
        { "PluginCreate", function() return { name = s.plugin, body = archive(s) } end },
        {
            "PluginList", { filters = { enabled = { "false" } } },
            gives = function(list)
                local names = {}
                for i, attrs in ipairs(list) do names[i] = attrs.Name end
                expect(names):contains(s.plugin)
            end,
        },
        { "PluginInspect", plugin, gives = function(attrs) expect(attrs.Enabled):equals(false) end },
        { "PluginSet", { name = s.plugin, body = { "LEVEL=2" } } },
        {
            "PluginSet", { name = s.plugin, body = { "NONE=1" } }, refuses = { kind = "api", status = 500 },
            because = "it has no such setting",
        },
        { "PluginEnable", { name = s.plugin, timeout = 10 } },
        { "PluginDelete", plugin, refuses = { kind = "conflict", status = 409 }, because = "it is enabled" },
        { "PluginDisable", plugin },
        {
            "PluginUpgrade", { name = s.plugin, remote = nowhere .. "/none:latest", body = json.array {} },
            refuses = unreachable, because = "there is no such registry",
        },
        {
            "PluginPull", { remote = nowhere .. "/none:latest", body = json.array {} }, refuses = unreachable,
            because = "there is no such registry",
        },
        -- An engine that cannot ask the registry says that nothing is asked for.
        {
            "GetPluginPrivileges", { remote = nowhere .. "/none:latest" },
            gives = function(list) expect(#list):equals(0) end,
        },
    }
    local push = { "PluginPush", plugin }
    if not s.registry then
        push.refuses = { kind = "api", message = "connection refused" }
        push.because = "there is no such registry"
    end
    steps[#steps + 1] = push
    if s.registry then
        steps[#steps + 1] = {
            "GetPluginPrivileges", { remote = s.plugin },
            gives = function(list) s.privileges = list end,
        }
        steps[#steps + 1] = {
            "PluginUpgrade", function() return { name = s.plugin, remote = s.plugin, body = s.privileges } end,
        }
    end
    steps[#steps + 1] = { "PluginDelete", { name = s.plugin, force = true } }
    steps[#steps + 1] = { "PluginInspect", plugin, refuses = gone, because = "it is gone" }
    if s.registry then
        steps[#steps + 1] = { "PluginPull", function() return { remote = s.plugin, body = s.privileges } end }
        steps[#steps + 1] = { "PluginInspect", plugin }
        steps[#steps + 1] = { "PluginDelete", plugin }
    end
    return steps
end
