local test = require "test"
local engine = require "engine_support"
local describe, it, expect = test.describe, test.it, test.expect

local function run(...) return table.concat(recipe.lines(...), "\n") end

-- A label of this test's own, and containers with it.
local function label() return test.unique "recipe-spec" end

local function labelled(mark, command, options)
    local given = { labels = { [mark] = "1" } }
    for name, value in pairs(options or {}) do given[name] = value end
    return engine.start(command or "sleep 600", given)
end

local function file()
    local path = os.tmpname()
    test.cleanup(function() os.remove(path) end)
    return path
end

local function volume()
    local name = test.unique()
    docker.api.VolumeCreate { body = { Name = name } }
    test.cleanup(function() docker.api.VolumeDelete { name = name, force = true } end)
    return name
end

local function in_volume(name, command)
    return docker.containers.run(engine.image, engine.shell(command), { volumes = { name .. ":/v" }, remove = true })
end

describe("recipes", function()
    it("are at least twenty, and say what they take", function()
        local list = recipe.list()
        expect(#list):at_least(20)
        for _, each in ipairs(list) do
            expect(each.summary):matches "^%u.*%.$"
            expect(#each.examples):at_least(1)
            local help = recipe.help(each.name)
            expect(help):contains("moondock run " .. each.name)
            for _, argument in ipairs(each.arguments) do
                expect(help):contains(argument.name)
                expect(#argument.doc):at_least(3)
            end
        end
    end)

    it("refuse wrong arguments, naming the nearest", function()
        expect(function() recipe.run "prune-container" end):raises { kind = "invalid_argument",
            hint = "'prune%-containers'" }
        expect(function() recipe.run("prune-containers", "--agee", "1h") end):raises { kind = "invalid_argument",
            hint = "'age'" }
        expect(function() recipe.run "wait-healthy" end):raises { message = "which container", hint = "<container>" }
        expect(function() recipe.run("prune-images", "--keep", "many") end):raises { message = "expected an integer" }
        expect(function() recipe.run("orphans", "extra") end):raises { message = "unexpected argument 'extra'" }
        expect(function() recipe.run("top", "--count") end):raises { message = "needs a value" }
        expect(function() recipe.run("top", "--by=disk") end):raises { message = "memory, cpu" }
    end)

    engine.it("prune-containers removes what is old and not protected", function()
        local mark = label()
        local gone = docker.containers.create(engine.image, "true", { labels = { [mark] = "1" }, name = test.unique() })
        local kept = docker.containers.create(engine.image, "true",
            { labels = { [mark] = "1", keep = "" }, name = test.unique() })
        engine.remove_later(kept.id)
        expect(run("prune-containers", "--label", mark, "--age", "1h")):equals "0 containers"
        expect(run("prune-containers", "--label", mark, "--age", "0s", "--dry")):contains("would remove " .. gone.name)
        expect(run("prune-containers", "--label", mark, "--age=0s")):contains("removed " .. gone.name)
        expect(pcall(docker.containers.get, gone.id)):equals(false)
        expect(docker.containers.get(kept.id).id):equals(kept.id)
    end)

    engine.it("prune-images keeps the newest tags", function()
        local repository = test.unique()
        for _, tag in ipairs { "1", "2", "3" } do
            docker.api.ImageCommit { container = engine.start("sleep 60").id, repo = repository, tag = tag }
        end
        test.cleanup(function()
            for _, tag in ipairs { "1", "2", "3" } do
                pcall(docker.api.ImageDelete, { name = repository .. ":" .. tag })
            end
        end)
        local said = run("prune-images", "--keep", "2", "--repository", repository)
        expect(said):equals(("removed %s:1"):format(repository))
        expect(pcall(docker.images.get, repository .. ":1")):equals(false)
        expect(docker.images.get(repository .. ":3").id):matches "^sha256:"
    end)

    engine.it("wait-healthy and wait-log wait, and fail when the container ends", function()
        local c = engine.start(engine.shell "sleep 0.3; echo ready now; sleep 600")
        expect(run("wait-healthy", c.name)):equals(c.name .. " is ready")
        expect(run("wait-log", c.name, "ready %w+", "--timeout", "10s")):equals "ready now"
        local ended = engine.start "true"
        ended:wait()
        expect(function() run("wait-healthy", ended.name) end):raises "has ended with 0"
        expect(function() run("wait-log", ended.name, "x") end):raises "without such a line"
        expect(function() run("wait-log", c.name, "never", "--timeout", "200ms") end):raises { kind = "timeout" }
    end)

    engine.it("grep-logs, exec-all and rolling-restart work on all containers with a label", function()
        local mark = label()
        local a = labelled(mark, engine.shell "echo needle a; sleep 600")
        local b = labelled(mark, engine.shell "echo hay; sleep 600")
        for _, c in ipairs { a, b } do
            while #(c:logs():read_all()) < 3 do task.sleep(0.05) end
        end
        expect(run("grep-logs", "needle", "--label", mark))
            :equals(a.name .. " stdout: needle a\n1 line in 2 containers")
        expect(run("exec-all", mark, "echo yes")):contains(b.name .. ": 0 yes")
        expect(function() run("exec-all", mark, "sh -c 'exit 4'") end):raises "2 of 2 failed"
        local before = a:reload().State.StartedAt
        expect(run("rolling-restart", mark, "--pause", "100ms")):contains("restarted " .. a.name)
        expect(a:reload().State.StartedAt):differs(before)
    end)

    engine.it("recreate keeps settings, and puts the old one back when it fails", function()
        local c = engine.start("sleep 600", { environment = { A = "1" }, labels = { a = "b" }, mem_limit = "64m" })
        engine.remove_later(c.name .. "-old")
        expect(run("recreate", c.name)):contains(c.name .. " runs from")
        local made = docker.containers.get(c.name)
        expect(made.id):differs(c.id)
        expect(made.status):equals "running"
        expect(made.attrs.HostConfig.Memory):equals(67108864)
        expect(made.labels.a):equals "b"
        expect(function() run("recreate", c.name, "--image", "no-such-image") end):raises "[Nn]o such image"
        expect(docker.containers.get(c.name).id):equals(made.id)
        expect(docker.containers.get(c.name).status):equals "running"
    end)

    engine.it("backup-volume, restore-volume and clone-volume carry files", function()
        local from, to, path = volume(), volume(), file()
        in_volume(from, "echo data > /v/file")
        expect(run("backup-volume", from, path)):matches ": %d+ bytes"
        run("restore-volume", to, path)
        expect(in_volume(to, "cat /v/file")):equals "data\n"
        local copy = test.unique()
        test.cleanup(function() docker.api.VolumeDelete { name = copy, force = true } end)
        run("clone-volume", from, copy)
        expect(in_volume(copy, "cat /v/file")):equals "data\n"
        expect(function() run("clone-volume", from, copy) end):raises "is there already"
        expect(function() run("backup-volume", "no-such-volume", path) end):raises { kind = "not_found" }
    end)

    engine.it("autoheal restarts what is unhealthy", function()
        local mark = label()
        local c = labelled(mark, "sleep 600", { healthcheck = { test = { "CMD", "false" }, interval = "200ms",
            retries = 1 } })
        local before = c:reload().State.StartedAt
        task.timeout("20s", function()
            while c:reload().health ~= "unhealthy" do task.sleep(0.1) end
        end)
        expect(run("autoheal", "--label", mark, "--once")):equals("restarted " .. c.name)
        expect(c:reload().State.StartedAt):differs(before)
    end)

    engine.it("on-event runs a command with the event in its environment", function()
        local path = file()
        local c = engine.start "true"
        c:wait()
        local said = run("on-event", "die", ('echo "$NAME $EVENT" >> %s'):format(path), "--since", "1m", "--count", "1")
        expect(said):matches "^die "
        expect(io.open(path):read "a"):matches "^%S+ die\n$"
    end)

    engine.it("top, who-uses, audit, export-run and update-all look at and change settings", function()
        local mark, data = label(), volume()
        local c = labelled(mark, "sleep 600", { network_mode = "host", volumes = { data .. ":/d" },
            environment = { A = "x y" } })
        expect(run("top", "--count", "50")):matches(c.name:gsub("%-", "%%-") .. " +[%d.]+ MiB +[%d.]+ %%")
        expect(run("who-uses", data)):contains(c.name .. "  running  volume")
        expect(run("who-uses", "nothing-like-it")):contains "nobody uses"
        local audit = run("audit", "--label", mark)
        expect(audit):contains "shares the host's namespaces"
        expect(audit):contains "has no memory limit"
        expect(function() run("audit", "--label", mark, "--strict") end):raises "there are findings"
        local command = run("export-run", c.name)
        expect(command):matches "^docker run %-%-detach %-%-name "
        expect(command):contains "--network host"
        expect(command):contains "--env 'A=x y'"
        expect(run("update-all", mark, "--restart", "always", "--memory", "64m")):equals("updated " .. c.name)
        expect(c:reload().attrs.HostConfig.RestartPolicy.Name):equals "always"
        expect(c.attrs.HostConfig.Memory):equals(67108864)
        expect(function() run("update-all", mark) end):raises "nothing to change"
    end)

    engine.it("export-run knows health checks, mounts and what else a container was made with", function()
        local c = labelled(label(), "sleep 600", {
            healthcheck = { test = "test -e /tmp", interval = "1500ms", retries = 4 }, tmpfs = { ["/scratch"] = "size=1m" },
            mounts = { { target = "/m", source = volume(), type = "volume", read_only = true } }, dns = { "10.0.0.1" },
            extra_hosts = { db = "10.0.0.2" }, ulimits = { { name = "nofile", soft = 100, hard = 200 } },
        })
        local command = run("export-run", c.name)
        for _, part in ipairs {
            "--health-cmd 'test -e /tmp' --health-interval 1500ms --health-retries 4", "--tmpfs /scratch:size=1m",
            "--mount type=volume,source=", ",target=/m,readonly", "--dns 10.0.0.1", "--add-host db:10.0.0.2",
            "--ulimit nofile=100:200",
        } do
            expect(command):contains(part)
        end
    end)

    engine.it("copy-out and copy-in carry files of a container", function()
        local c, path = engine.start "sleep 600", file()
        c:exec_run(engine.shell "mkdir /tmp/a; echo hi > /tmp/a/f; mkdir /tmp/b")
        run("copy-out", c.name, "/tmp/a", path)
        run("copy-in", c.name, path, "/tmp/b")
        expect(c:exec_run("cat /tmp/b/a/f").output):equals "hi\n"
    end)

    engine.it("orphans finds what nobody uses", function()
        local data = volume()
        expect(run "orphans"):contains("volume " .. data)
    end)

    engine.it("chaos pauses a container and lets it go on", function()
        local mark = label()
        local c = labelled(mark)
        expect(run("chaos", mark, "--duration", "100ms")):equals("pause " .. c.name)
        expect(c:reload().status):equals "running"
        run("chaos", mark, "--how", "kill")
        c:wait()
        expect(c:reload().status):equals "exited"
        expect(function() run("chaos", mark) end):raises "no container with that label runs"
    end)

    engine.it("job ends with the exit code of its command", function()
        local lines = {}
        local job
        for _, each in ipairs(recipe.list()) do
            if each.name == "job" then job = each end
        end
        local code = job.run({ image = engine.image, command = "sh -c 'echo out; exit 5'" },
            function(line) lines[#lines + 1] = line end)
        expect(code):equals(5)
        expect(lines):equals { "out" }
        expect(#docker.containers.list { all = true, filters = { label = "moondock.job" } }):equals(0)
    end)

    engine.it("save-image and load-image carry an image through a file", function()
        local path = file()
        run("save-image", engine.image, path)
        expect(run("load-image", path)):contains "Loaded image: busybox:latest"
    end)

    it("can be one's own, from the folder for settings", function()
        local folder = os.tmpname()
        os.remove(folder)
        os.execute(("mkdir -p %s/moondock/recipes"):format(folder))
        test.cleanup(function() os.execute("rm -r " .. folder) end)
        local out = assert(io.open(folder .. "/moondock/recipes/mine.lua", "w"))
        out:write [[return { summary = "Mine.", arguments = { { name = "n", type = "integer", positional = true } },
            run = function(o, say) say("twice " .. o.n * 2) return o.n end }]]
        out:close()
        local binary = io.popen("readlink /proc/$PPID/exe"):read "l"
        local function program(arguments)
            local pipe = io.popen(("XDG_CONFIG_HOME=%s %s %s 2>&1; echo \"code $?\""):format(folder, binary, arguments))
            return pipe:read "a"
        end
        expect(program "run mine 21"):equals "twice 42\ncode 21\n"
        expect(program "run mine --help"):contains "moondock run mine <n> [options]"
        expect(program "run"):contains "mine               Mine."
        expect(program "run mine x"):contains "expected an integer"
        expect(program "run mine x"):contains "code 2\n"
        expect(program "run nobody"):contains "code 2\n"
    end)
end)

return test.report()
