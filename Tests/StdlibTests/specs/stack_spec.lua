local test = require "test"
local engine = require "docker.engine"
local swarm = require "swarm_support"
local describe, it, expect = test.describe, swarm.it, test.expect

-- What a deployment did: { ["service web"] = "created" }, with names as in the file.
local function actions(name, changes)
    local map = {}
    for _, change in ipairs(changes) do
        map[("%s %s"):format(change.kind, (change.name:gsub("^" .. name:gsub("%-", "%%-") .. "_", "")))] = change.action
    end
    return map
end

local function new_stack()
    local name = test.unique("stack")
    test.cleanup(function()
        pcall(docker.stack.remove, name, { wait = true, timeout = 60 })
        -- Volumes outlive their stack, and its last containers may outlive it for a moment.
        for _ = 1, 50 do
            local left = docker.volumes.list { filters = { label = "com.docker.stack.namespace=" .. name } }
            if #left == 0 then return end
            for _, v in ipairs(left) do pcall(v.remove, v, { force = true }) end
            task.sleep(0.1)
        end
        error("volumes of " .. name .. " cannot be removed")
    end)
    return name
end

local function description()
    return {
        version = "3.9",
        services = {
            web = {
                image = swarm.image, command = { "sh", "-c", "cat /run/secrets/pw /conf; exec sleep 600" },
                environment = { A = "1" }, networks = { "back" }, volumes = { "data:/data" }, secrets = { "pw" },
                configs = { { source = "conf", target = "/conf" } }, deploy = { replicas = 2, labels = { tier = "web" } },
                stop_grace_period = "100ms", healthcheck = { test = "true", interval = "1s" },
            },
            db = { image = swarm.image, command = "sleep 600", stop_grace_period = "100ms" },
        },
        networks = { back = { internal = true } },
        volumes = { data = {} },
        secrets = { pw = { content = "hunter2\n" } },
        configs = { conf = { content = "listen\n" } },
    }
end

describe("docker.stack.deploy", function()
    it("creates all that is described, with the labels of docker stack", function()
        local name, d = new_stack(), description()
        expect(actions(name, docker.stack.deploy(name, d))):equals {
            ["network back"] = "created", ["network default"] = "created", ["secret pw"] = "created",
            ["config conf"] = "created", ["service db"] = "created", ["service web"] = "created",
        }
        local web = docker.services.get(name .. "_web")
        expect(web.labels):equals {
            ["com.docker.stack.namespace"] = name, ["com.docker.stack.image"] = swarm.image, tier = "web",
        }
        expect(web.attrs.Spec.TaskTemplate.ContainerSpec.Labels):equals { ["com.docker.stack.namespace"] = name }
        expect(web.replicas):equals(2)
        expect(docker.secrets.get(name .. "_pw").labels):equals { ["com.docker.stack.namespace"] = name }
        local network = docker.api.NetworkInspect { id = name .. "_back" }
        expect(network.Labels):equals { ["com.docker.stack.namespace"] = name }
        expect(network.Driver):equals("overlay")
        expect(network.Internal):equals(true)

        web:wait_for("running", { timeout = 60 })
        local seen = {}
        for line in web:logs() do seen[line] = true end
        expect(seen):equals { hunter2 = true, listen = true }
        local task = docker.containers.get(web:tasks { filters = { ["desired-state"] = "running" } }[1].container_id)
        expect(task:exec_run("ping -c 1 -W 5 tasks.web").exit_code):equals(0)

        expect(docker.stack.list { }):equals(docker.stack.list())
        local listed = {}
        for _, s in ipairs(docker.stack.list()) do listed[s.Name] = s.Services end
        expect(listed[name]):equals(2)
        expect(#docker.stack.services(name)):equals(2)
        expect(#docker.stack.services(name, { filters = { label = "tier=web" } })):equals(1)
        expect(#docker.stack.ps(name, { filters = { ["desired-state"] = "running" } })):equals(3)
        expect(function() docker.stack.services(name .. "x") end):raises { kind = "not_found", hint = "did you mean" }
    end)

    it("leaves alone what has not changed, and updates only what has", function()
        local name, d = new_stack(), description()
        docker.stack.deploy(name, d)
        -- Until its tasks run, the engine itself changes a service.
        for _, s in ipairs(docker.stack.services(name)) do s:wait_for("running", { timeout = 60 }) end
        local function versions()
            local web, db = docker.services.get(name .. "_web"), docker.services.get(name .. "_db")
            return web.version, db.version
        end
        local web, db = versions()
        for _, change in ipairs(docker.stack.deploy(name, d)) do expect(change.action):equals("unchanged") end
        expect({ versions() }):equals { web, db }

        d.services.web.environment.A = "2"
        local dry = actions(name, docker.stack.deploy(name, d, { dry_run = true }))
        expect(dry["service web"]):equals("updated")
        expect({ versions() }):equals { web, db }
        local changes = actions(name, docker.stack.deploy(name, d))
        expect(changes):equals(dry)
        expect(changes["service db"]):equals("unchanged")
        local new_web, new_db = versions()
        expect(new_web):at_least(web + 1)
        expect(new_db):equals(db)
        expect(docker.services.get(name .. "_web").attrs.Spec.TaskTemplate.ContainerSpec.Env):equals { "A=2" }
    end)

    it("keeps what was restarted by hand from being restarted again", function()
        local name, d = new_stack(), description()
        docker.stack.deploy(name, d)
        local db = docker.services.get(name .. "_db")
        db:force_update()
        expect(actions(name, docker.stack.deploy(name, d))["service db"]):equals("unchanged")
        d.services.db.environment = { "X=1" }
        docker.stack.deploy(name, d)
        expect(db:reload().attrs.Spec.TaskTemplate.ForceUpdate):equals(1)
    end)

    it("removes what is no longer named with prune only", function()
        local name, d = new_stack(), description()
        docker.stack.deploy(name, d)
        d.services.web, d.services.db.networks, d.networks, d.configs, d.secrets = nil, nil, nil, nil, nil
        docker.stack.deploy(name, d)
        expect(#docker.stack.services(name)):equals(2)
        local dry = actions(name, docker.stack.deploy(name, d, { prune = true, dry_run = true }))
        expect(dry["service web"]):equals("removed")
        expect(#docker.stack.services(name)):equals(2)
        expect(actions(name, docker.stack.deploy(name, d, { prune = true }))):equals {
            ["service web"] = "removed", ["network default"] = "unchanged", ["service db"] = "unchanged",
            ["secret pw"] = "removed", ["config conf"] = "removed", ["network back"] = "removed",
        }
        expect(#docker.stack.services(name)):equals(1)
        expect(function() docker.secrets.get(name .. "_pw") end):raises { kind = "not_found" }
    end)

    it("refuses other data for a secret or a config that is there", function()
        local name, d = new_stack(), description()
        docker.stack.deploy(name, d)
        d.configs.conf.content = "other"
        expect(function() docker.stack.deploy(name, d) end):raises { kind = "conflict", hint = "_conf_v2" }
        d.configs.conf.content, d.secrets.pw.content = "listen\n", "hunter3"
        local err = expect(function() docker.stack.deploy(name, d) end):raises { kind = "conflict", hint = "_pw_v2" }
        expect(tostring(err):find("hunter", 1, true)):equals(nil)
        d.secrets.pw.content = "hunter2\n"
        d.secrets.pw.labels, d.configs.conf.labels = { a = "1" }, { a = "1" }
        local changes = actions(name, docker.stack.deploy(name, d))
        expect(changes["secret pw"]):equals("updated")
        expect(changes["config conf"]):equals("updated")
        expect(docker.secrets.get(name .. "_pw").labels.a):equals("1")
    end)

    it("sends nothing when a part of the description is wrong", function()
        local name, d = new_stack(), description()
        d.services.zzz = { image = swarm.image, deploy = { replicas = 1, restart_policy = { condition = "sometimes" } } }
        expect(function() docker.stack.deploy(name, d) end):raises { message = "services%.zzz.*condition" }
        d.services.zzz = { image = swarm.image, secrets = { "nope" } }
        expect(function() docker.stack.deploy(name, d) end):raises { message = "services%.zzz" }
        d.services.zzz, d.secrets.pw = nil, { file = "/no/such/file" }
        expect(function() docker.stack.deploy(name, d) end):raises { message = "secrets%.pw: cannot read its file" }
        if engine.is_older(docker, "1.46") then
            d = description()
            d.services.db.oom_score_adj = 5
            expect(function() docker.stack.deploy(name, d) end):raises { kind = "version", message = "oom_score_adj" }
        end
        d = description()
        d.networks.back = { external = true, name = "no-such-network" }
        expect(function() docker.stack.deploy(name, d) end):raises { kind = "not_found", message = "networks%.back" }
        expect(function() docker.stack.services(name) end):raises { kind = "not_found" }
        expect(#docker.networks.list { filters = { label = "com.docker.stack.namespace=" .. name } }):equals(0)
        expect(function() docker.stack.deploy("a b", d) end):raises { message = "name of a stack" }
        expect(function() docker.stack.deploy(name, {}) end):raises { message = "no services" }
        expect(function() docker.stack.deploy(name) end):raises { message = "a table or the path" }
    end)

    it("joins what exists outside of it", function()
        local name, d = new_stack(), description()
        local outer = test.unique("outer")
        docker.api.NetworkCreate { body = { Name = outer, Driver = "overlay" } }
        docker.secrets.create(outer, "outer secret")
        test.cleanup(function()
            pcall(docker.api.NetworkDelete, { id = outer })
            pcall(function() docker.secrets.get(outer):remove() end)
        end)
        -- Runs before the clean-up above, which needs the services gone.
        test.cleanup(function() docker.stack.remove(name, { wait = true, timeout = 60 }) end)
        d.networks.back = { external = true, name = outer }
        d.secrets.pw = { external = { name = outer } }
        docker.stack.deploy(name, d)
        local web = docker.services.get(name .. "_web").attrs.Spec.TaskTemplate
        expect(web.ContainerSpec.Secrets[1].SecretName):equals(outer)
        expect(web.Networks[1].Target):equals(docker.api.NetworkInspect({ id = outer }).Id)
        d.secrets.pw = { external = true, name = outer .. "x" }
        expect(function() docker.stack.deploy(name, d) end):raises { kind = "not_found", hint = "did you mean" }
    end)

    it("reads a file in JSON, with paths beside it", function()
        local name = new_stack()
        local folder = os.tmpname()
        os.remove(folder)
        os.execute("mkdir " .. folder)
        test.cleanup(function() os.execute("rm -rf " .. folder) end)
        local function write(file, text)
            local out = assert(io.open(folder .. "/" .. file, "w"))
            out:write(text)
            out:close()
        end
        write("conf", "from a file")
        write("stack.json", [[{"version": "3.9", "services": {"app": {"image": "busybox:${MOONDOCK_NO_SUCH:-latest}",
            "command": "sleep 600", "networks": {"default": null}, "stop_grace_period": "100ms",
            "configs": [{"source": "conf"}], "deploy": {"replicas": "${MOONDOCK_NO_SUCH:-0}"}}},
            "configs": {"conf": {"file": "./conf"}}}]])
        docker.stack.deploy(name, folder .. "/stack.json")
        expect(docker.services.get(name .. "_app").image):equals("busybox:latest")
        expect(docker.services.get(name .. "_app").replicas):equals(0)
        expect(docker.configs.get(name .. "_conf").data):equals("from a file")
    end)
end)

describe("docker.stack.remove", function()
    it("tells beforehand, removes all but volumes, waits, and names the nearest stack", function()
        local name, d = new_stack(), description()
        docker.stack.deploy(name, d)
        docker.services.get(name .. "_web"):wait_for("running", { timeout = 60 })
        expect(#docker.stack.remove(name, { dry_run = true })):equals(6)
        expect(#docker.stack.services(name)):equals(2)
        local err = expect(function() docker.stack.remove(name .. "x") end):raises { kind = "not_found" }
        expect(err.hint):contains(name)
        local changes = actions(name, docker.stack.remove(name, { wait = true, timeout = 60 }))
        expect(changes):equals {
            ["service db"] = "removed", ["service web"] = "removed", ["secret pw"] = "removed",
            ["config conf"] = "removed", ["network back"] = "removed", ["network default"] = "removed",
        }
        local left = { filters = { label = "com.docker.stack.namespace=" .. name } }
        expect(#docker.containers.list(left)):equals(0)
        left.all = true
        for _ = 1, 100 do
            if #docker.containers.list(left) == 0 then break end
            require("task").sleep(0.1)
        end
        expect(docker.api.VolumeInspect({ name = name .. "_data" }).Labels["com.docker.stack.namespace"]):equals(name)
        docker.api.VolumeDelete { name = name .. "_data", force = true }
        expect(function() docker.stack.remove(name) end):raises { kind = "not_found" }
    end)

    it("may be followed by a deployment at once", function()
        local name, d = new_stack(), description()
        docker.stack.deploy(name, d)
        docker.services.get(name .. "_web"):wait_for("running", { timeout = 60 })
        docker.stack.remove(name)
        docker.stack.deploy(name, d)
        docker.services.get(name .. "_web"):wait_for("running", { timeout = 60 })
    end)
end)

swarm.leave()
return test.report()
