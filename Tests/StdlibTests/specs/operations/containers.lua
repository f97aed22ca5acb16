-- Containers, what runs in them and the files in them.

local test = require "test"
local engine = require "engine_support"
local tar = require "operations.tar"
local expect = test.expect

return function(s)
    local web = { id = s.name }
    local newer = s.name .. "-newer"

    -- The container with more parameters.
    local function of(more)
        more.id = s.name
        return more
    end

    return {
        {
            "ContainerCreate",
            {
                name = s.name,
                body = {
                    Image = engine.image, Tty = true, OpenStdin = true, Labels = s.label, StopSignal = "SIGKILL",
                    Cmd = { "sh", "-c", "echo begin; echo made >/made; exec cat" },
                },
            },
            gives = function(reply) s.created = reply.Id end,
        },
        { "ContainerAttach", of { stream = true, stdout = true } },
        { "ContainerStart", web },
        {
            "ContainerList", { filters = { label = { s.label_text } } },
            gives = function(list)
                expect(#list):equals(1)
                expect(list[1].Id):equals(s.created)
            end,
        },
        { "ContainerInspect", web, gives = function(attrs) expect(attrs.State.Running):is_true() end },
        { "ContainerTop", web, gives = function(top) expect(#top.Processes):at_least(1) end },
        {
            "ContainerStats", of { stream = false, ["one-shot"] = true },
            gives = function(values) expect(values[1].memory_stats):is_true() end,
        },
        { "ContainerResize", of { h = 30, w = 100 } },
        {
            "ContainerLogs", of { stdout = true, follow = true },
            gives = function(stream) expect((stream:next_line())):equals("begin") end,
        },
        -- A client that asks without the handshake of a WebSocket is told so.
        {
            "ContainerAttachWebsocket", of { stream = true, logs = true },
            or_refuses = { kind = "invalid_argument", status = 400, message = "mismatch challenge/response" },
        },
        {
            "ContainerExec", of { body = { Cmd = { "cat" }, AttachStdin = true, AttachStdout = true } },
            gives = function(reply) s.exec = reply.Id end,
        },
        {
            "ExecStart", function() return { id = s.exec, body = { Tty = false } } end,
            gives = function(stream)
                stream:write("in and out")
                stream:close_write()
                expect((stream:read_all())):equals("in and out")
            end,
        },
        {
            "ContainerExec", of { body = { Cmd = { "sh", "-c", "sleep 1; exit 3" }, Tty = true } },
            gives = function(reply) s.exec = reply.Id end,
        },
        {
            "ExecResize", function() return { id = s.name, h = 20, w = 60 } end,
            refuses = { kind = "not_found", status = 404, message = "No such exec instance" },
            because = "that is a container",
        },
        { "ExecStart", function() return { id = s.exec, body = { Tty = true, Detach = true } } end },
        { "ExecResize", function() return { id = s.exec, h = 20, w = 60 } end },
        {
            "ExecInspect", function()
                engine.eventually("end of the command", function()
                    return not docker.api.ExecInspect({ id = s.exec }).Running
                end)
                return { id = s.exec }
            end,
            gives = function(state) expect(state.ExitCode):equals(3) end,
        },
        { "PutContainerArchive", of { path = "/tmp", body = tar.pack { { "note", "in and out" } } } },
        {
            "ContainerArchive", of { path = "/tmp/note" },
            gives = function(stream)
                local name, contents = tar.first((stream:read_all()))
                expect(name):equals("note")
                expect(contents):equals("in and out")
            end,
        },
        {
            "ContainerArchiveInfo", of { path = "/tmp/note" },
            gives = function(reply) expect(reply["X-Docker-Container-Path-Stat"]):matches("^[%w+/]+=*$") end,
        },
        {
            "ContainerArchiveInfo", of { path = "/no/such" }, refuses = { kind = "not_found", status = 404 },
            because = "there is no such file",
        },
        {
            "ContainerChanges", web,
            gives = function(changes)
                local paths = {}
                for i, change in ipairs(changes) do paths[i] = change.Path end
                expect(paths):contains("/made")
            end,
        },
        {
            "ContainerExport", web,
            gives = function(stream) expect(stream:read()):is_true() end,
        },
        { "ContainerUpdate", of { body = { Memory = 64 * 1024 * 1024, MemorySwap = 64 * 1024 * 1024 } } },
        { "ContainerPause", web },
        {
            "ContainerPause", web, refuses = { kind = "conflict", status = 409, message = "already paused" },
            because = "it is paused",
        },
        { "ContainerUnpause", web },
        { "ContainerRename", of { name = newer } },
        { "ContainerRename", { id = newer, name = s.name } },
        { "ContainerRestart", of { t = 1 } },
        { "ContainerKill", of { signal = "KILL" } },
        { "ContainerWait", web, gives = function(reply) expect(reply.StatusCode):equals(137) end },
        {
            "ContainerKill", web, refuses = { kind = "conflict", status = 409, message = "is not running" },
            because = "it does not run",
        },
        { "ContainerStart", web },
        { "ContainerStop", of { t = 1 } },
        {
            "CheckpointList", web, refuses = { kind = "api", status = 501, message = "experimental" },
            because = "the engine is not experimental",
        },
        {
            "CheckpointCreate", of { body = { CheckpointID = "one" } },
            refuses = { kind = "api", status = 501, message = "experimental" },
            because = "the engine is not experimental",
        },
        {
            "CheckpointDelete", of { checkpoint = "one" },
            refuses = { kind = "api", status = 501, message = "experimental" },
            because = "the engine is not experimental",
        },
        {
            "ContainerDelete", of { link = true }, refuses = { kind = "api", status = 500 },
            because = "it has no link of that name",
        },
        { "ContainerDelete", of { v = true } },
        {
            "ContainerInspect", web, refuses = { kind = "not_found", status = 404, message = "No such container" },
            because = "it is gone",
        },
        {
            "ContainerPrune", { filters = { label = { s.label_text } } },
            gives = function(reply) expect(reply.SpaceReclaimed):equals(0) end,
        },
    }
end
