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
        ["docker run -it busybox sh"] = 'in Lua: docker.containers.run("IMAGE", "COMMAND")',
        ["docker logs -f web"] = 'in Lua: docker.logs("NAME", {follow=true})',
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
