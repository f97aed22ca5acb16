--- Running a command in a new container, from creating it to its exit code.
---
---     docker.containers.run("busybox", "echo hi", { remove = true })            --> "hi\n"
---     local c = docker.containers.run("busybox", "sleep 60", { detach = true })
---     for line in docker.containers.run("busybox", "ping localhost", { stream = true }) do print(line) end
---
--- It attaches before it starts the container, so no output is lost. An image that the engine lacks is pulled, once.

local errors = require "moondock.errors"
local options = require "options"
local attach = require "docker.attach"
local container_options = require "docker.container_options"
local create = require "docker.create"
local engine = require "docker.engine"
local run_stream = require "docker.run_stream"
local streams = require "docker.streams"
local task = require "task"

local M = {}

local WHO = "docker.containers.run"

local function create_or_pull(client, o)
    local ok, result = pcall(create.send, client, WHO, o)
    if ok then return result end
    if not create.is_image_missing(result) then error(result, 0) end
    require("docker.pull").pull(client, o.image, { platform = o.platform })
    return create.send(client, WHO, o)
end

-- What is left of a container that removes itself may be gone before anybody asks; the engine remembers the event.
local function exit_code_from_events(client, id)
    local filters = { container = { id }, event = { "die" } }
    local stream <close> = engine.call(client, "SystemEvents", { since = "0", filters = filters })
    local event = require("docker.shape").item("SystemEvents", stream:next_value())
    return event and event.Actor and event.Actor.Attributes and math.tointeger(event.Actor.Attributes.exitCode)
end

-- Begins to wait for a container that the engine will remove, before it is started.
local function watch_removal(client, id)
    local watch = task.spawn(function()
        local ok, code = pcall(attach.exit_code, client, id, "removed")
        if ok then return code end
        if errors.is(code, "not_found") then return exit_code_from_events(client, id) end
        error(code, 0)
    end)
    -- Nobody has to ask for the exit code, so what became of the watch is no news of its own.
    watch.seen = true
    return watch
end

-- Cancels the watch when the scope is left before its end.
local function unwatching(watch)
    return setmetatable({}, { __close = function() if watch then watch:cancel() end end })
end

local function remove(client, id)
    local ok, err = pcall(engine.call, client, "ContainerDelete", { id = id, force = true, v = true })
    if not ok and not errors.is(err, "not_found", "conflict") then error(err, 0) end
end

local function failed(container, o, code, stderr, output)
    local last = stderr and require("text").last_line(stderr)
    last = last ~= "" and last or nil
    local name = o.name or container.short_id
    errors.raise {
        kind = "exec_failed",
        message = ("container %s exited with %d%s"):format(name, code, last and ": " .. last or ""),
        exit_code = code,
        stderr = stderr,
        output = output,
        container = container.id,
    }
end

-- Starts the container and gives all its output when it has ended.
local function collect(client, container, o)
    local removal = o.auto_remove and watch_removal(client, container.id)
    local _ <close> = unwatching(removal)
    local stream <close> = (container:attach { stream = true })
    container:start()
    local all, stdout, stderr = stream:read_all()
    if o.tty then stdout, stderr = all, "" end
    local code = removal and removal:wait() or attach.exit_code(client, container.id)
    if code and code ~= 0 then failed(container, o, code, o.tty and all or stderr, all) end
    if o.stdout and o.stderr then return all end
    return o.stdout and stdout or o.stderr and stderr or ""
end

local function follow(client, container, o)
    local removal = o.auto_remove and watch_removal(client, container.id)
    local stream = (container:attach { stream = true, stdout = o.stdout, stderr = o.stderr })
    local ok, err = pcall(container.start, container)
    if not ok then
        stream:close()
        if removal then removal:cancel() end
        error(err, 0)
    end
    if removal then stream.ask_exit_code = function() return removal:wait() end end
    if not o.remove then return streams.iterable(stream) end
    local own = run_stream.new(stream, function() remove(client, container.id) end)
    return own, nil, nil, own
end

--- Runs a command in a new container. Options as for `docker.containers.create`, and detach, stream, stdout (default
--- true), stderr (default false), remove.
---
--- Operations ContainerCreate, ContainerAttach, ContainerStart, ContainerWait, ContainerDelete; ImageCreate when
--- needed.
---@param client table
---@param image string|Image
---@param command? string|string[]
---@param given? table
---@return any output what the container wrote; with `detach` the Container; with `stream` a stream of lines, whose
--- `exit_code()` waits for the end. Raises kind `exec_failed`, with `exit_code` and `stderr`, when the code is not 0
function M.run(client, image, command, given)
    given = create.arguments(WHO, image, command, given)
    local o = options.check(WHO, container_options.run, given)
    create.check_versions(client, WHO, given)
    -- Where nobody of ours stays to remove the container, the engine does.
    if o.remove and (o.detach or o.stream) then o.auto_remove = true end

    local container = create_or_pull(client, o)
    if o.detach then
        local ok, err = pcall(container.start, container)
        if ok then return container end
        if o.remove then pcall(remove, client, container.id) end
        error(err, 0)
    end

    local finish = o.stream and follow or collect
    local results = table.pack(pcall(finish, client, container, o))
    local ok, err = results[1], results[2]
    if o.remove and (not ok or not o.stream) then
        local removed, problem = pcall(remove, client, container.id)
        if ok and not removed then error(problem, 0) end
    end
    if not ok then error(err, 0) end
    return table.unpack(results, 2, results.n)
end

return M
