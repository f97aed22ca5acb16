local test = require "test"
local json = require "json"
local engine = require "engine_support"
local swarm = require "swarm_support"
local describe, it, expect = test.describe, swarm.it, test.expect

describe("docker.services.create", function()
    it("passes its options to the engine", function()
        local s = swarm.service({ "sleep", "600" }, {
            args = "a b", env = { A = "x" }, labels = { s = "1" }, container_labels = { "c" }, workdir = "/tmp",
            user = 0, hostname = "h", groups = { 1 }, mounts = { "specdata:/data:ro" }, tty = false, init = true,
            read_only = true, stop_signal = "TERM", hosts = { db = "10.0.0.5" }, cap_add = { "NET_ADMIN" },
            cap_drop = { "MKNOD" }, sysctls = { ["net.ipv4.ip_forward"] = 1 }, ulimits = { nofile = 100 },
            dns_config = { nameservers = { "1.1.1.1" }, search = { "x" }, options = { "ndots:1" } },
            privileges = { selinux_disable = true }, healthcheck = { test = "true", interval = "5s" },
            resources = { cpu_limit = "0.5", mem_limit = "64m", pids_limit = 100, mem_reservation = "10m" },
            restart_policy = { condition = "on-failure", delay = "1s", max_attempts = 3, window = "10s" },
            update_config = { parallelism = 2, delay = "1s", failure_action = "rollback", monitor = "2s",
                max_failure_ratio = 0.25, order = "start-first" },
            rollback_config = { parallelism = 0, failure_action = "continue" },
            endpoint_spec = { ports = { [18080] = { 80, "tcp", "host" } } }, mode = { mode = "replicated", replicas = 0 },
            constraints = { "node.role==manager" }, preferences = { "spread=node.labels.rack" },
            platforms = { "linux/amd64" }, maxreplicas = 5, log_driver = "json-file",
            log_driver_options = { ["max-file"] = 2 }, force_update = 3,
        })
        local spec = s.attrs.Spec
        local task, container = spec.TaskTemplate, spec.TaskTemplate.ContainerSpec
        expect(spec.Labels):equals { s = "1" }
        expect(spec.Mode):equals { Replicated = { Replicas = 0 } }
        expect(spec.UpdateConfig.Order):equals("start-first")
        expect(spec.UpdateConfig.MaxFailureRatio):equals(0.25)
        expect(spec.RollbackConfig.FailureAction):equals("continue")
        expect(spec.EndpointSpec.Ports):equals {
            { Protocol = "tcp", TargetPort = 80, PublishedPort = 18080, PublishMode = "host" },
        }
        expect(container.Image):equals(swarm.image)
        expect(container.Command):equals { "sleep", "600" }
        expect(container.Args):equals { "a", "b" }
        expect(container.Env):equals { "A=x" }
        expect(container.Labels):equals { c = "" }
        expect(container.Dir):equals("/tmp")
        expect(container.User):equals("0")
        expect(container.Groups):equals { "1" }
        expect(container.Mounts):equals { { Type = "volume", Source = "specdata", Target = "/data", ReadOnly = true } }
        expect(container.Init):equals(true)
        expect(container.ReadOnly):equals(true)
        expect(container.Hosts):equals { "10.0.0.5 db" }
        expect(container.CapabilityAdd):equals { "NET_ADMIN" }
        expect(container.Sysctls):equals { ["net.ipv4.ip_forward"] = "1" }
        expect(container.Ulimits):equals { { Name = "nofile", Soft = 100, Hard = 100 } }
        expect(container.DNSConfig):equals { Nameservers = { "1.1.1.1" }, Search = { "x" }, Options = { "ndots:1" } }
        expect(container.Privileges.SELinuxContext.Disable):equals(true)
        expect(container.Healthcheck):equals { Test = { "CMD-SHELL", "true" }, Interval = 5000000000 }
        expect(container.StopGracePeriod):equals(100000000)
        expect(task.Resources):equals {
            Limits = { NanoCPUs = 500000000, MemoryBytes = 64 << 20, Pids = 100 },
            Reservations = { MemoryBytes = 10 << 20 },
        }
        expect(task.RestartPolicy):equals {
            Condition = "on-failure", Delay = 1000000000, MaxAttempts = 3, Window = 10000000000,
        }
        expect(task.Placement):equals {
            Constraints = { "node.role==manager" }, MaxReplicas = 5,
            Preferences = { { Spread = { SpreadDescriptor = "node.labels.rack" } } },
            Platforms = { { Architecture = "amd64", OS = "linux" } },
        }
        expect(task.LogDriver):equals { Name = "json-file", Options = { ["max-file"] = "2" } }
        expect(task.ForceUpdate):equals(3)
    end)

    it("takes image and command first, or all in one table", function()
        local name = test.unique("spec")
        swarm.remove_later(name)
        local s = docker.services.create { image = swarm.image, command = "sleep 600", name = name, mode = "global" }
        expect(s.mode):equals("global")
        expect(s.replicas):equals(nil)
        expect(function() s:scale(2) end):raises { message = "global service has no replicas" }
    end)

    it("refuses what it cannot read, and names the nearest", function()
        local function create(options) return function() docker.services.create(swarm.image, options) end end
        expect(create { replicsa = 1 }):raises { hint = "replicas" }
        expect(create { resources = { memlimit = 1 } }):raises { message = "resources", hint = "mem_limit" }
        expect(create { restart_policy = { condition = "always" } }):raises { message = "none, on%-failure, any" }
        expect(create { update_config = { delay = 5 } }):raises { message = "less than a millisecond" }
        expect(create { mode = "globl" }):raises { hint = "global" }
        expect(create { mode = { mode = "global", replicas = 2 } }):raises { message = "no replicas" }
        expect(create { replicas = -1 }):raises { message = "%-1" }
        expect(create { resources = { cpu_limit = 2 } }):raises { hint = '"2"' }
        expect(create { secrets = { "no-such-secret" } }):raises { kind = "not_found", message = "no%-such%-secret" }
        expect(function() docker.services.create() end):raises { message = "which image" }
    end)

    it("refuses what the engine is too old for before anything is sent", function()
        local name = test.unique("spec")
        local function create(options)
            options.name = name
            return function() docker.services.create(swarm.image, "sleep 600", options) end
        end
        local _, spoken = require("docker.engine").is_older(docker, "1.44")
        if require("docker.engine").is_older(docker, "1.44") then
            expect(create { privileges = { no_new_privileges = true } }):raises {
                kind = "version", message = "no_new_privileges' needs API 1%.44, the engine speaks " .. spoken,
            }
            expect(create { healthcheck = { test = "true", start_interval = "1s" } }):raises { kind = "version" }
        end
        if require("docker.engine").is_older(docker, "1.46") then
            expect(create { oom_score_adj = 5 }):raises { kind = "version", message = "1%.46" }
        end
        expect(#docker.services.list { filters = { name = name } }):equals(0)
    end)
end)

describe("docker.services", function()
    it("are listed with one request that counts their tasks", function()
        local s = swarm.service(nil, { labels = { list = "spec" } })
        s:wait_for("running", { timeout = 30 })
        local found = docker.services.list { filters = { label = "list=spec" } }
        expect(#found):equals(1)
        expect(found[1] == s):equals(true)
        expect(found[1].attrs.ServiceStatus.RunningTasks):equals(1)
        expect(found[1].running):equals(1)
        expect(s.desired):equals(1)
        expect(#docker.services { filters = { id = s.id } }):equals(1)
        expect(json.decode(json.encode(found))[1].ID):equals(s.id)
        expect(json.encode(docker.services.list { filters = { name = "nope" } })):equals("[]")
    end)

    it("are found by name, id and short id; the nearest name is named", function()
        local s = swarm.service(nil, { replicas = 0 })
        expect(docker.services.get(s.name)):equals(s)
        expect(docker.services.get(s.short_id).id):equals(s.id)
        expect(docker.services.get(s)):equals(s)
        local full = docker.services.get(s.id, { insert_defaults = true })
        expect(full.attrs.Spec.TaskTemplate.RestartPolicy.Condition):equals("any")
        local err = expect(function() docker.services.get(s.name .. "x") end):raises { kind = "not_found" }
        expect(err.hint):contains(s.name)
        expect(function() docker.services.get("") end):raises { kind = "invalid_argument" }
    end)
end)

describe("a service", function()
    it("changes what an update names and keeps the rest", function()
        local s = swarm.service(nil, {
            replicas = 0, env = { A = "1" }, resources = { mem_limit = "64m" }, healthcheck = { test = "true" },
        })
        local version = s.version
        s:update { resources = { cpu_limit = 0.5 }, labels = { b = "2" } }
        local spec = s.attrs.Spec
        expect(s.version):at_least(version + 1)
        expect(spec.TaskTemplate.Resources.Limits):equals { MemoryBytes = 64 << 20, NanoCPUs = 500000000 }
        expect(spec.TaskTemplate.ContainerSpec.Env):equals { "A=1" }
        expect(spec.Labels):equals { b = "2" }
        s:update { healthcheck = json.null, env = { "B=2" } }
        spec = s.attrs.Spec
        expect(spec.TaskTemplate.ContainerSpec.Healthcheck):equals(nil)
        expect(spec.TaskTemplate.ContainerSpec.Env):equals { "B=2" }
        expect(function() s:update { replica = 2 } end):raises { hint = "replicas" }
    end)

    it("is updated although somebody else changed it after it was read", function()
        local s = swarm.service(nil, { replicas = 0 })
        local stale = docker.services.get(s.id)
        s:update { labels = { first = "1" } }
        stale:update { container_labels = { second = "2" } }
        expect(s:reload().labels):equals { first = "1" }
        expect(s.attrs.Spec.TaskTemplate.ContainerSpec.Labels):equals { second = "2" }
    end)

    it("scales, runs, is replaced and goes back", function()
        local s = swarm.service(nil, { replicas = 1, update_config = { parallelism = 0 } })
        s:scale(2)
        expect(s.replicas):equals(2)
        s:wait_for("running", { timeout = 30 })
        local before = {}
        for _, t in ipairs(s:tasks { filters = { ["desired-state"] = "running" } }) do before[t.id] = true end
        s:force_update()
        expect(s.attrs.Spec.TaskTemplate.ForceUpdate):equals(1)
        s:wait_for("running", { timeout = 30 })
        local running = s:tasks { filters = { ["desired-state"] = "running" } }
        expect(#running):equals(2)
        for _, t in ipairs(running) do expect(before[t.id]):equals(nil) end
        s:rollback()
        expect(s.attrs.Spec.TaskTemplate.ForceUpdate):equals(0)
        expect(s.replicas):equals(2)
        expect(function() s:scale() end):raises { kind = "invalid_argument" }
    end)

    it("tells when there is nothing to go back to", function()
        local s = swarm.service(nil, { replicas = 0 })
        expect(function() s:rollback() end):raises { kind = "conflict", message = "no previous specification" }
    end)

    it("gives its logs in lines, told from each other, and follows them", function()
        local s = swarm.service({ "sh", "-c", "echo out; echo err >&2; echo later; exec sleep 600" })
        s:wait_for("running", { timeout = 30 })
        local seen = {}
        require("task").timeout(20, function()
            for line, source in s:logs { follow = true } do
                seen[line] = source
                if seen.later and seen.err then break end
            end
        end)
        expect(seen):equals { out = "stdout", err = "stderr", later = "stdout" }
        local t = s:tasks()[1]
        local lines = {}
        for line in t:logs { stderr = false } do lines[#lines + 1] = line end
        expect(lines):equals { "out", "later" }
        for line in s:logs { tail = 1, stderr = false, details = true } do
            expect(line):contains("com.docker.swarm.task.id=" .. t.id)
        end
        expect(function() s:logs { folow = true } end):raises { hint = "follow" }
    end)

    it("with a terminal gives its logs as they are, its tasks' too, by operation and path as well", function()
        local s = swarm.service({ "sh", "-c", "echo out; echo err >&2; exec sleep 600" }, { tty = true })
        s:wait_for("running", { timeout = 30 })
        local t = s:tasks()[1]
        engine.eventually("line err", function() return (docker.containers.list()[1]:logs():read_all()):find "err" end)
        local function lines_of(...)
            local lines = {}
            for line, source in ... do lines[#lines + 1] = source .. " " .. line end
            return lines
        end
        local expected = { "stdout out", "stdout err" }
        expect(lines_of(s:logs())):equals(expected)
        expect(lines_of(docker.services.get(s.name):logs())):equals(expected)
        expect(lines_of(t:logs())):equals(expected)
        expect(lines_of(docker.api.ServiceLogs { id = s.name, stdout = true, stderr = true })):equals(expected)
        expect(lines_of(docker.api.get(("/tasks/%s/logs"):format(t.id), { stdout = true }))):equals(expected)
        expect((s:logs():read_all())):equals "out\r\nerr\r\n"
        expect(function() docker.api.ServiceLogs { id = "no-such", stdout = true } end):raises { kind = "not_found" }
    end)

    it("tells what keeps it from running", function()
        local s = swarm.service(nil, { constraints = { "node.labels.nope==yes" } })
        local err = expect(function() s:wait_for("running", { timeout = 2 }) end):raises { kind = "timeout" }
        expect(err.message):contains("0 of 1 tasks are running")
        expect(err.hint):contains("no suitable node")
    end)

    it("may be a job that is waited for", function()
        local s = swarm.service("true", { mode = { mode = "replicated-job", replicas = 2 } })
        expect(s.mode):equals("replicated-job")
        s:wait_for("complete", { timeout = 30 })
        expect(#s:tasks()):equals(2)
        for _, t in ipairs(s:tasks()) do expect(t.state):equals("complete") end
    end)

    it("is gone when it is removed", function()
        local s = swarm.service(nil, { replicas = 0 })
        s:remove()
        expect(function() s:reload() end):raises { kind = "not_found" }
        expect(function() s:remove() end):raises { kind = "not_found" }
    end)
end)

describe("a task", function()
    it("says where it runs, and what", function()
        local s = swarm.service()
        s:wait_for("running", { timeout = 30 })
        local t = s:tasks()[1]
        expect(t.state):equals("running")
        expect(t.slot):equals(1)
        expect(t.service_id):equals(s.id)
        expect(t.node_id):equals(docker.nodes.get("self").id)
        expect(t.image):equals(swarm.image)
        expect(t.error):equals(nil)
        expect(docker.containers.get(t.container_id).status):equals("running")
        expect(docker.tasks.get(t.id)):equals(t)
        expect(docker.tasks.list { filters = { service = s.name } }[1]):equals(t)
        expect(function() docker.tasks.get("nope") end):raises { kind = "not_found" }
    end)
end)

swarm.leave()
return test.report()
