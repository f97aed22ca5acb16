local test = require "test"
local newcomer = require "moondock.newcomer"
local describe, it, expect = test.describe, test.it, test.expect

describe("moondock.newcomer", function()
    for line, expected in pairs {
        ["docker ps"] = "in Lua: docker.containers.list()",
        ["docker ps -a"] = "in Lua: docker.containers.list{all=true}",
        ["  docker ps --all"] = "in Lua: docker.containers.list{all=true}",
        ["ps -aq"] = "in Lua: docker.containers.list{all=true}",
        ["docker ps --filter name=a"] = "in Lua: docker.containers.list()",
        ["docker run"] = 'in Lua: docker.containers.run("IMAGE", "COMMAND")',
        ["docker run -it busybox sh"] = 'in Lua: docker.containers.run("busybox", "sh")',
        ["docker run -d --name x -p 80:80 --rm busybox sleep 5"] =
            'in Lua: docker.containers.run("busybox", "sleep 5", {detach=true, name="x", remove=true})',
        ["docker run -d nginx"] = 'in Lua: docker.containers.run("nginx", {detach=true})',
        ["docker logs"] = 'in Lua: docker.logs("NAME", {follow=true})',
        ["docker logs -f web"] = 'in Lua: docker.logs("web", {follow=true})',
        ["docker logs --since 1h -n 5 web"] = 'in Lua: docker.logs("web", {since="1h", tail=5})',
        ["docker logs --tail=all web"] = 'in Lua: docker.logs("web")',
        ["docker exec -it web sh"] = 'in Lua: docker.containers.get("web"):shell()',
        ["docker exec -u root web ls -la /"] = 'in Lua: docker.exec("web", "ls -la /")',
        ["docker rm -f web"] = 'in Lua: docker.containers.get("web"):remove{force=true}',
        ["docker stop -t 3 web"] = 'in Lua: docker.containers.get("web"):stop{timeout=3}',
        ["docker cp web:/etc/hosts ."] = 'in Lua: docker.cp("web:/etc/hosts", ".")',
        ["docker inspect web"] = 'in Lua: docker.containers.get("web").attrs',
        ["docker rename web web2"] = 'in Lua: docker.containers.get("web"):rename("web2")',
        ["docker stats web"] = 'in Lua: docker.containers.get("web"):stats()',
        ["docker system df"] = "in Lua: docker.df()",
        ["docker system prune -f"] =
            "in Lua: docker.containers.prune(), docker.networks.prune(), docker.images.prune()",
        ["docker container ls -a"] = "in Lua: docker.containers.list{all=true}",
        ["docker container rm web"] = 'in Lua: docker.containers.get("web"):remove()',
        ["docker image prune"] = "in Lua: docker.images.prune()",
        ["docker image rm a:1"] = 'in Lua: docker.images.remove("a:1")',
        ["docker volume rm data"] = 'in Lua: docker.volumes.get("data"):remove()',
        ["docker volume ls"] = "in Lua: docker.volumes.list()",
        ["docker network create shop"] = 'in Lua: docker.networks.create("shop")',
        ["docker network inspect shop"] = 'in Lua: docker.networks.get("shop").attrs',
        ["print x"] = "in Lua: print(x)",
        ["lesson 3"] = "in Lua: lesson(3)",
        ["lesson run"] = 'in Lua: lesson "run"',
        ["trace curl"] = 'in Lua: trace "curl"',
        ["cd /tmp"] = "paths count from where moondock was started",
    } do
        it(("tells what %s is"):format(line), function() expect(newcomer.line(line)):equals(expected) end)
    end

    it("says nothing of lines that are Lua with a mistake", function()
        for _, line in ipairs {
            "docker.containers.list(", "docker:ping(", "for i = 1 do", "", "x y", "docker", "docker frobnicate", "ps.x y",
        } do
            expect(newcomer.line(line)):equals(nil)
        end
    end)

    it("is asked about commands and names of docker-py that docker does not have", function()
        for name, hint in pairs {
            ps = "in Lua: docker.containers.list()", rm = ":remove()", prune = "docker.images.prune()",
            container = "did you mean 'containers'", DockerClient = "docker.connect", errors = 'help "errors"',
        } do
            local ok, err = pcall(function() return docker[name] end)
            expect(ok):equals(false)
            expect(err.kind):equals("lua")
            expect(err.hint:find(hint, 1, true) ~= nil):equals(true)
        end
    end)

    it("knows mistakes of people who come from another language", function()
        for code, hint in pairs {
            ["c:logs"] = "with brackets", ["c:logs\nc.status"] = "with brackets", ["x = 'a"] = "quote",
            ["if x != 1 then end"] = "~=", ["x += 1"] = "+=", ["x = = 1"] = "==", ["x = 1 1"] = false,
        } do
            local _, message = load(code)
            local found = newcomer.mistake(message)
            expect(hint and found ~= nil and found:find(hint, 1, true) ~= nil or found == nil and not hint):is_true()
        end
    end)

    it("names the method that was meant, and tells of a list without that entry", function()
        for code, hint in pairs {
            ["local t = {} t:wiat()"] = "did you mean 'wait'?", ["local t = {} t:zzzzzz()"] = false,
            ["local t = {} t[1]:stop()"] = "#list", ["local t = {} t.x.y = 1"] = false, ["error 'x'"] = false,
        } do
            local _, message = pcall(load(code))
            local found = newcomer.failure(message)
            expect(hint and found ~= nil and found:find(hint, 1, true) ~= nil or found == nil and not hint):is_true()
        end
    end)

    it("gives only code that is Lua, of functions that there are", function()
        for _, word in ipairs { "attach", "build", "context", "cp", "diff", "exec", "history", "images", "kill", "load", "logs",
            "network", "ps", "pull", "rename", "rm", "rmi", "save", "stack", "stats", "swarm", "system", "tag", "top", "volume" } do
            local hint = newcomer.line("docker " .. word):gsub("^in Lua: ", "")
            for code in hint:gmatch("docker[^ ]+%b()") do
                local path = code:match("^([%w.]+)%(")
                local value = docker
                for name in path:gmatch("%.(%w+)") do value = value[name] end
                expect(type(value)):equals("function")
            end
        end
    end)
end)

return test.report()
