--- One container.
---
---     local c = docker.containers.get("web")
---     print(c.name, c.status, c.image_name, c.attrs.NetworkSettings.IPAddress)
---     for line in c:logs { tail = 10 } do print(line) end

local collection = require "docker.collection"
local engine = require "docker.engine"
local model = require "docker.model"
local names = require "docker.names"
local options = require "options"

local M = {}

---@class Container: Model
---@field name string
---@field status string created running paused restarting removing exited dead
---@field image Image fetched when one of its fields is used
---@field image_name string as it was given when the container was made
---@field labels table<string, string>
---@field ports table<string, table> { ["80/tcp"] = { { HostIp = "0.0.0.0", HostPort = "8080" } } }
---@field health string healthy unhealthy starting, or unknown without a health check
local methods, properties = {}, {}

local class = model.class {
    name = "container",
    methods = methods,
    properties = properties,
    inspect = function(self)
        return names.call_container(self.client, self.id, "ContainerInspect", { id = self.id })
    end,
}

local function call(self, id, fields, ...)
    fields = fields or {}
    fields.id = self.id
    return engine.call(self.client, id, fields, ...)
end

-- ---- What is known: from the summary of a list, or else from inspecting.

function properties.name(self)
    local attrs, summary = model.known(self)
    if not attrs and summary and summary.Names then
        -- Links give a container further names, of the form /other/alias.
        for _, name in ipairs(summary.Names) do
            if not name:find("/", 2, true) then return (name:gsub("^/", "")) end
        end
    end
    return ((attrs or self.attrs).Name:gsub("^/", ""))
end

function properties.status(self)
    local attrs, summary = model.known(self)
    if not attrs and summary and type(summary.State) == "string" then return summary.State end
    local state = (attrs or self.attrs).State
    return type(state) == "table" and state.Status or state
end

function properties.image_name(self)
    local attrs, summary = model.known(self)
    if not attrs and summary then return summary.Image end
    return (attrs or self.attrs).Config.Image
end

function properties.image(self)
    local attrs, summary = model.known(self)
    local id = not attrs and summary and summary.ImageID or (attrs or self.attrs).Image
    return require("docker.image").from_id(self.client, id)
end

function properties.labels(self)
    local attrs, summary = model.known(self)
    if not attrs and summary and summary.Labels then return summary.Labels end
    return (attrs or self.attrs).Config.Labels or {}
end

function properties.ports(self)
    local attrs, summary = model.known(self)
    if attrs or not (summary and summary.Ports) then 
        return ((attrs or self.attrs).NetworkSettings or {}).Ports or {}
    end
    local ports = {}
    for _, port in ipairs(summary.Ports) do
        if port.PublicPort then
            local key = ("%d/%s"):format(port.PrivatePort, port.Type)
            local bindings = ports[key] or {}
            bindings[#bindings + 1] = { HostIp = port.IP or "", HostPort = tostring(port.PublicPort) }
            ports[key] = bindings
        end
    end
    return ports
end

function properties.health(self)
    local attrs, summary = model.known(self)
    if not attrs and summary and summary.State == "running" and summary.Status then
        local status = summary.Status
        if status:find("(healthy)", 1, true) then return "healthy" end
        if status:find("(unhealthy)", 1, true) then return "unhealthy" end
        return status:find("(health: starting)", 1, true) and "starting" or "unknown"
    end
    local state = (attrs or self.attrs).State
    return type(state) == "table" and state.Health and state.Health.Status or "unknown"
end

-- ---- Starting and stopping

--- Starts the container. Quiet when it runs already. Operation ContainerStart.
---
---     c:start()
function methods:start()
    call(self, "ContainerStart")
end

local STOP = {
    { name = "timeout", type = "seconds", doc = "before it is killed; default: the container's own, or 10 s" },
}

local function stop_fields(who, given)
    if type(given) == "number" or type(given) == "string" then given = { timeout = given } end
    local timeout = options.check(who, STOP, given).timeout
    return { t = timeout and math.ceil(timeout) or nil }
end

--- Stops the container: its stop signal, and SIGKILL when that was not enough. Quiet when it is stopped already.
--- Operation ContainerStop.
---
---     c:stop { timeout = 2 }
---@param given? number|string|{timeout: number|string} seconds, or a duration
function methods:stop(given)
    call(self, "ContainerStop", stop_fields("container:stop", given))
end

--- Stops and starts the container. Operation ContainerRestart.
---
---     c:restart { timeout = 2 }
---@param given? number|string|{timeout: number|string}
function methods:restart(given)
    call(self, "ContainerRestart", stop_fields("container:restart", given))
end

--- Sends a signal. Operation ContainerKill.
---
---     c:kill("HUP")
---@param signal? string|integer|{signal: string|integer} default SIGKILL
function methods:kill(signal)
    if type(signal) == "table" then
        local schema = { { name = "signal", type = "string|integer" } }
        signal = options.check("container:kill", schema, signal).signal
    end
    call(self, "ContainerKill", { signal = signal and tostring(signal) or nil })
end

--- Freezes all processes. Operation ContainerPause.
---
---     c:pause()
function methods:pause()
    call(self, "ContainerPause")
end

--- Lets frozen processes go on. Operation ContainerUnpause.
---
---     c:unpause()
function methods:unpause()
    call(self, "ContainerUnpause")
end

local WAIT = {
    { name = "timeout", type = "seconds", doc = "raises kind timeout when it takes longer; default: for ever" },
    { name = "condition", type = "string", choices = { "not-running", "next-exit", "removed" },
        doc = "what is waited for; default not-running" },
}

--- Waits until the container stops. Operation ContainerWait.
---
---     c:wait().StatusCode
---@param given? number|string|{timeout: number|string, condition: string} condition: not-running (default), next-exit,
--- removed
---@return {StatusCode: integer, Error: table?}
function methods:wait(given)
    if type(given) == "number" or type(given) == "string" then given = { timeout = given } end
    local o = options.check("container:wait", WAIT, given)
    local function wait() return call(self, "ContainerWait", { condition = o.condition }) end
    if o.timeout then return require("task").timeout(o.timeout, wait) end
    return wait()
end

--- Waits until the container is what somebody needs it to be, without asking again and again. When it dies before, the
--- error comes at once and brings its last lines. See `docker.wait_for`.
---
---     c:wait_for("healthy", { timeout = "2m" })
---     c:wait_for "port:80"
---     local _, line = c:wait_for "ready to accept connections"
---     local _, code = c:wait_for "exited"
---@param what string "running", "healthy", "exited", "removed", "port:80", "port:53/udp", or a Lua pattern for a line
--- of its logs
---@param given? number|string|{timeout: number|string?} default 60 s
---@return Container c itself, with fresh attrs
---@return any detail the exit code for "exited", the line for a pattern. Raises kind `exec_failed` when the container
--- dies, with exit_code and logs, and `timeout` when it takes too long
function methods:wait_for(what, given)
    return require("docker.wait_for").wait(self, what, given)
end

local REMOVE = {
    { name = "v", type = "boolean", doc = "its anonymous volumes too" },
    { name = "link", type = "boolean", doc = "the link of this name, not the container" },
    { name = "force", type = "boolean", doc = "even when it runs" },
    { name = "dry_run", type = "boolean", default = false, doc = "only tell what would go" },
}

-- What removing would take with it.
local function doomed(self, o)
    local state = self:reload().attrs.State
    if state.Running and not o.force then
        require("moondock.errors").raise {
            kind = "conflict", operation = "ContainerDelete",
            message = ("container %s is %s"):format(self.name, state.Status),
            hint = "stop it first, or force = true",
        }
    end
    local gone = { self }
    for _, mount in ipairs(o.v and self.attrs.Mounts or {}) do
        -- Volumes that the engine named itself.
        local name = mount.Type == "volume" and (mount.Name or (mount.Source or ""):match("([^/]+)/_data$"))
        if name and #name == 64 and not name:find("%X") then
            gone[#gone + 1] = require("docker.volume").from_id(self.client, name)
        end
    end
    return collection.list("removals", gone)
end

--- Removes the container. Operation ContainerDelete.
---
---     c:remove { force = true, v = true }
---     c:remove { v = true, dry_run = true }     --> a list of it and its volumes; nothing is removed
---@param given? {v: boolean?, link: boolean?, force: boolean?, dry_run: boolean?}
---@return (Container|Volume)[]? list with dry_run
function methods:remove(given)
    local o = options.check("container:remove", REMOVE, given)
    if o.dry_run then return doomed(self, o) end
    call(self, "ContainerDelete", { v = o.v, link = o.link, force = o.force })
end

--- Gives the container another name. Operation ContainerRename.
---
---     c:rename("web-old")
---@param name string
function methods:rename(name)
    call(self, "ContainerRename", { name = model.id_of(name, "container:rename") })
    local attrs, summary = model.known(self)
    if attrs then attrs.Name = "/" .. name end
    if summary then summary.Names = { "/" .. name } end
end

-- ---- Looking inside

local RESIZE = {
    { name = "height", type = "integer", doc = "rows" },
    { name = "width", type = "integer", doc = "columns" },
}

--- Lists the processes. Operation ContainerTop.
---
---     c:top("aux").Processes
---@param given? string|{ps_args: string} arguments for ps on the engine's host; default "-ef"
---@return {Titles: string[], Processes: string[][]}
function methods:top(given)
    if type(given) == "string" then given = { ps_args = given } end
    local o = options.check("container:top", { { name = "ps_args", type = "string",
    doc = 'arguments of ps, such as "aux"; default "-ef"' } }, given)
    return call(self, "ContainerTop", { ps_args = o.ps_args })
end

--- Lists the files that differ from the image. Operation ContainerChanges.
---
---     for _, change in ipairs(c:diff()) do print(change.Kind, change.Path) end
---@return {Path: string, Kind: integer}[] Kind: 0 changed, 1 added, 2 deleted
function methods:diff()
    local changes = call(self, "ContainerChanges")
    return collection.list("changes", type(changes) == "table" and changes or {})
end

--- Measures the use of processor, memory, network and disks. See `docker.stats` for the computed fields.
--- Operation ContainerStats.
---
---     c:stats().cpu_percent
---     for s in c:stats { stream = true } do print(s.memory_usage, s.memory_percent) end
---@param given? {stream: boolean?, one_shot: boolean?, reconnect: boolean|function?} one_shot: at once, without the
--- sample that shares are computed from; reconnect: go on when the engine was away
---@return Stats|Stream ... one sample; with stream a sample a second
function methods:stats(given)
    return require("docker.stats").read(self, given)
end

--- Reads the logs. See `docker.logs` for its options.
---
---     for line, source in c:logs { follow = true, tail = 10 } do print(source, line) end
---     for line in c:logs { follow = true, reconnect = true } do print(line) end     -- outlives a restart of the engine
---@param given? table follow tail since until timestamps stdout stderr reconnect
---@return Stream ...
function methods:logs(given)
    return require("docker.logs").read(self.client, self, given)
end

--- Attaches to the container's main process. See `docker.attach` for its options.
---
---     for line, source in c:attach { logs = true } do print(source, line) end
---@param given? table stdout stderr stdin stream logs
---@return Stream ...
function methods:attach(given)
    return require("docker.attach").attach(self, given)
end

--- Attaches for writing and reading: `attach { stdin = true, stream = true }`.
---
---     local s <close> = c:attach_socket()
---     s:write("hello\n")
---@param given? table as for attach; also params, the same options in a table of their own
---@return Stream
function methods:attach_socket(given)
    return require("docker.attach").socket(self, given)
end

--- Tells the container's terminal its size. Operation ContainerResize.
---
---     c:resize(24, 80)
---@param height integer|{height: integer, width: integer} rows
---@param width? integer columns
function methods:resize(height, width)
    local given = type(height) == "table" and height or { height = height, width = width }
    local o = options.check("container:resize", RESIZE, given)
    if not o.height or not o.width then
        require("moondock.errors").invalid("container:resize: both height and width are needed", "c:resize(24, 80)")
    end
    call(self, "ContainerResize", { h = o.height, w = o.width })
end

-- ---- Images and archives of it

--- Makes an image of the container's present state. See `docker.commit` for the options. Operation ImageCommit.
---
---     c:commit("team/app", { tag = "patched", message = "by hand", changes = { "ENV DEBUG=1" } })
---@param repository? string
---@param given? string|table a tag, or options: tag message author pause changes conf
---@return Image
function methods:commit(repository, given)
    return require("docker.commit").commit(self, repository, given)
end

--- Gets a file or folder as a tar archive. See `docker.archives` for the options. Operation ContainerArchive.
---
---     local stream, stat = c:get_archive("/etc/hostname")
---     for chunk in stream do print(#chunk) end
---@param path string
---@param given? {chunk_size: integer?, encode_stream: boolean?, to: string?}
---@return Stream stream
---@return PathStat stat name size mode mtime linkTarget is_dir is_link
function methods:get_archive(path, given)
    return require("docker.archives").get(self, path, given)
end

--- Unpacks a tar archive in a folder of the container. Operation PutContainerArchive.
---
---     c:put_archive("/srv", { file = "site.tar" })
---     c:put_archive("/srv", require("docker.archive").pack { "site" })
---@param path string the folder; it must exist
---@param data any bytes, { file = path }, an open file, a stream, or a function that gives pieces
---@param given? {no_overwrite_dir_non_dir: boolean?, copy_uid_gid: boolean?}
---@return boolean true
function methods:put_archive(path, data, given)
    return require("docker.archives").put(self, path, data, given)
end

--- Tells of a file or folder in the container. Operation ContainerArchiveInfo.
---
---     c:path_stat("/etc/hostname").size
---@param path string
---@return PathStat stat raises kind `not_found` when there is nothing
function methods:path_stat(path)
    return require("docker.archives").stat(self, path)
end

--- Copies files into the container or out of it, as docker cp does. See `docker.cp`.
---
---     c:cp("site", ":/srv")
---     c:cp(":/etc/hosts", "hosts.txt")
---     c:cp({ ["app.conf"] = "port = 80\n" }, ":/etc/app")
---@param from string|table a path, or contents by name; a colon in front of what is in the container
---@param to string
---@param given? {follow_link: boolean?, archive: boolean?, links: string?}
---@return boolean true
function methods:cp(from, to, given)
    return require("docker.cp").cp(self, from, to, given)
end

--- Gives the whole file system as a tar archive. Operation ContainerExport.
---
---     c:export { to = "/tmp/web.tar" }
---     for chunk in c:export() do print(#chunk) end
---@param given? {to: string?, chunk_size: integer?}
---@return Stream|integer ... an iterator over pieces of the archive; with `to` the size of the file
function methods:export(given)
    local chunks = require "docker.chunks"
    local o = options.check("container:export", chunks.options, given)
    return chunks.deliver(call(self, "ContainerExport"), o, "container:export")
end

--- Changes limits and restart policy; the container goes on running. See `docker.update` for the options.
--- Operation ContainerUpdate.
---
---     c:update { mem_limit = "128m", memswap_limit = "256m", restart_policy = "unless-stopped" }
---@param given table
---@return {Warnings: string[]?}
function methods:update(given)
    local reply = require("docker.update").update(self, given)
    model.forget(self)
    return reply
end

--- Runs a command in the container. See `docker.exec` for its options.
---
---     local r = c:exec_run("ls -la")
---     print(r.exit_code, r.output)
---@param command string|string[]
---@param given? table
function methods:exec_run(command, given)
    return require("docker.exec").run(self.client, self, command, given)
end

--- Opens a shell, or another command, in the container and hands the terminal over to it. See `docker.terminal`.
---
---     c:shell()
---     c:shell("python3", { user = "app", workdir = "/srv" })
---@param command? string|string[] default: bash where there is one, else sh
---@param given? table user workdir environment privileged detach_keys
---@return integer? exit_code nil after detaching
function methods:shell(command, given)
    return require("docker.terminal").shell(self, command, given)
end

--- Hands the terminal over to the container's main process, which has one of its own (`tty`, `stdin_open`). The detach
--- keys, ctrl-p ctrl-q unless said, leave it running.
---
---     c:attach_terminal { detach_keys = "ctrl-x" }
---@param given? {detach_keys: string?, logs: boolean?}
---@return integer? exit_code nil after detaching
function methods:attach_terminal(given)
    return require("docker.terminal").attach(self, given)
end

function class.__tostring(self)
    local attrs, summary = model.known(self)
    if attrs or summary then return model.title("container", self.short_id, self.name) end
    return model.title("container", self.short_id)
end

model.constructors(M, class, "is_container")

return M
