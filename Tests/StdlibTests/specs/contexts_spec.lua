local test = require "test"
local files = require "docker_files"
local json = require "json"
local describe, it, expect = test.describe, test.it, test.expect

-- Runs code that prints one JSON value.
local function value_of(folder, code, options)
    local result = files.run(folder, ("print(require('json').encode(%s))"):format(code), options)
    expect(result.error):equals("")
    return json.decode(result.output)
end

local function fails(folder, code, options)
    local result = files.run(folder, code, options)
    expect(result.code):differs(0)
    return result.error
end

describe("docker.contexts", function()
    it("knows the default one where there are no files", function()
        local folder = files.folder()
        local list = value_of(folder, "docker.contexts.list()")
        expect(#list):equals(1)
        expect(list[1].Name):equals("default")
        expect(list[1].Current):equals(true)
        expect(value_of(folder, "docker.contexts.get().host", { environment = { DOCKER_HOST = "tcp://h:1" } })):equals(
            "tcp://h:1")
    end)

    it("makes, lists, chooses, changes and removes", function()
        local folder = files.folder()
        files.run(folder, [[
            docker.contexts.create("lab", { host = "unix:///lab.sock", description = "the lab" })
            docker.contexts.create("lab2", { from = "lab" })
            docker.contexts.get("lab2"):update { host = "tcp://h:2375" }
            docker.contexts.use("lab")
        ]])
        expect(value_of(folder, "docker.target()")):equals {
            address = "unix:///lab.sock", rule = "currentContext", context = "lab",
        }
        expect(value_of(folder, "docker.connect { context = 'lab2' }.target()")):equals {
            address = "tcp://h:2375", rule = "context argument", context = "lab2",
        }
        local shown = files.run(folder, "print(require('display').render(docker.contexts.list()))").output
        expect(shown):matches("NAME +DESCRIPTION +DOCKER ENDPOINT")
        expect(shown):matches("lab %* +the lab +unix:///lab.sock")
        expect(fails(folder, "docker.contexts.remove('lab')")):contains("is the current one")
        expect(files.run(folder, "docker.contexts.remove('lab', { force = true })").code):equals(0)
        expect(value_of(folder, "docker.target().rule")):matches("socket")
        expect(#value_of(folder, "docker.contexts()")):equals(2)
    end)

    it("names the nearest of what is not there, and refuses what is there already", function()
        local folder = files.folder()
        files.run(folder, "docker.contexts.create('prod', { host = 'unix:///p' })")
        expect(fails(folder, "docker.contexts.get('prdo')")):contains("Did you mean 'prod'?")
        expect(fails(folder, "docker.contexts.create('prod')")):contains("already")
        expect(fails(folder, "docker.contexts.create('default')")):contains("always there")
        expect(fails(folder, "docker.contexts.create('x1', { host = 'tpc://x' })")):contains("Did you mean tcp://x?")
        expect(fails(folder, "docker.contexts.create('x1', { ca = '/no/ca.pem' })")):contains("there is no file /no/ca.pem")
        expect(fails(folder, "docker.contexts.create('x1', { hots = 'x' })")):contains("'host'")
        expect(fails(folder, "docker.contexts.create('x1', { cert = '/x' })")):contains("cert and key go together")
        expect(#value_of(folder, "docker.contexts.list()")):equals(2)
    end)

    it("is chosen by option, variable and file, in this order", function()
        local folder = files.folder()
        for _, name in ipairs { "one", "two", "three" } do
            files.run(folder, ("docker.contexts.create('%s', { host = 'unix:///%s' })"):format(name, name))
        end
        files.run(folder, "docker.contexts.use('three')")
        local two = { DOCKER_CONTEXT = "two" }
        local function target(arguments, environment)
            return value_of(folder, "docker.target()", { arguments = arguments, environment = environment })
        end
        expect(target({ "--context", "one" }, two)):equals {
            address = "unix:///one", rule = "option --context", context = "one",
        }
        expect(target({ "-H", "unix:///h" }, two)):equals {
            address = "unix:///h", rule = "option -H", context = "default",
        }
        expect(target({}, two).rule):equals("DOCKER_CONTEXT")
        expect(target({}, { DOCKER_CONTEXT = "two", DOCKER_HOST = "unix:///e" }).address):equals("unix:///e")
        expect(target({}).context):equals("three")
        local both = files.run(folder, "", { arguments = { "-H", "unix:///h", "--context", "one" } })
        expect(both.code):equals(2)
        expect(both.error):contains("--host and --context")
        expect(fails(folder, "docker.connect { host = 'unix:///h', context = 'one' }.ping()")):contains(
            "both a host (unix:///h) and a context (one)")
    end)

    it("keeps what it does not know of a config.json, and says where it is broken", function()
        local folder = files.folder()
        files.write(folder .. "/config.json", '{"future": {"n": 18446744073709551615}, "credsStore": "pass"}')
        files.run(folder, "docker.contexts.create('lab', { host = 'unix:///lab.sock' }) docker.contexts.use('lab')")
        expect(files.read(folder .. "/config.json")):equals(
            '{\n\t"future": {\n\t\t"n": 18446744073709551615\n\t},\n\t"credsStore": "pass",\n\t"currentContext": "lab",\n'
            .. '\t"auths": {}\n}')
        files.write(folder .. "/config.json", '{\n  "auths": {,\n}')
        expect(fails(folder, "docker.target()")):contains(
            folder .. "/config.json is not valid JSON: line 2, column 13: a name in quotes is expected")
        expect(files.read(folder .. "/config.json")):equals('{\n  "auths": {,\n}')
    end)

    it("travels in archives, also as bytes", function()
        local folder, other = files.folder(), files.folder()
        for _, name in ipairs { "ca", "cert", "key" } do files.write(("%s/%s.pem"):format(folder, name), name:upper()) end
        files.run(folder, ([[
            docker.contexts.create("far", { host = "tcp://h:2376", ca = "%s/ca.pem", cert = "%s/cert.pem", key = "%s/key.pem" })
            docker.contexts.export("far", "%s/far.dockercontext")
            docker.contexts.import("copy", { bytes = docker.contexts.export("far") })
        ]]):format(folder, folder, folder, other))
        files.run(other, ("docker.contexts.import('far', '%s/far.dockercontext')"):format(other))
        local far = value_of(other, "docker.contexts.inspect('far')")
        expect(far.Endpoints.docker.Host):equals("tcp://h:2376")
        expect(far.TLSMaterial):equals { docker = { "ca.pem", "cert.pem", "key.pem" } }
        expect(files.read(far.Storage.TLSPath .. "/docker/key.pem")):equals("KEY")
        expect(value_of(folder, "docker.contexts.get('copy').tls.docker")):equals { "ca.pem", "cert.pem", "key.pem" }
        expect(fails(other, "docker.contexts.import('new', '/etc/passwd')")):contains("not the archive of a context")
        expect(fails(other, "docker.contexts.import('new', '/no/such')")):contains("there is no file")
    end)
end)

describe("the docker command", function()
    it("reads what is made here, and what it makes is read here", function()
        local folder = files.folder()
        -- The docker command looks into them.
        files.certificate(folder)
        local tls = ("ca=%s/ca.pem,cert=%s/cert.pem,key=%s/key.pem"):format(folder, folder, folder)
        expect(files.docker(folder, "context", "create", "theirs", "--description", "made by docker", "--docker",
            "host=tcp://10.0.0.5:2376,skip-tls-verify=true," .. tls).code):equals(0)
        files.docker(folder, "context", "use", "theirs")
        local theirs = value_of(folder, "docker.contexts.get()")
        expect(theirs.Name):equals("theirs")
        expect(theirs.Metadata.Description):equals("made by docker")
        expect(theirs.Endpoints.docker):equals { Host = "tcp://10.0.0.5:2376", SkipTLSVerify = true }
        local told = json.decode(files.docker(folder, "context", "inspect", "theirs").output)[1]
        theirs.Current = nil
        expect(theirs):equals(told)

        files.run(folder, ([[
            docker.contexts.create("ours", { host = "tcp://h:1", description = "made here", ca = "%s/ca.pem" })
            docker.contexts.use("ours")
        ]]):format(folder))
        local ours = json.decode(files.docker(folder, "context", "inspect").output)[1]
        expect(ours.Name):equals("ours")
        expect(ours.Metadata.Description):equals("made here")
        expect(ours.Endpoints.docker):equals { Host = "tcp://h:1", SkipTLSVerify = false }
        expect(ours.TLSMaterial):equals { docker = { "ca.pem" } }
        expect(files.docker(folder, "context", "ls").output):matches("ours %*")
    end)

    it("exchanges archives", function()
        local folder = files.folder()
        files.docker(folder, "context", "create", "theirs", "--docker", "host=unix:///theirs")
        files.docker(folder, "context", "export", "theirs", folder .. "/theirs.tar")
        files.run(folder, ([[
            docker.contexts.import("back", "%s/theirs.tar")
            docker.contexts.export("back", "%s/ours.tar")
        ]]):format(folder, folder))
        expect(files.docker(folder, "context", "import", "again", folder .. "/ours.tar").code):equals(0)
        local again = json.decode(files.docker(folder, "context", "inspect", "again").output)[1]
        expect(again.Endpoints.docker.Host):equals("unix:///theirs")
    end)
end)

return test.report()
