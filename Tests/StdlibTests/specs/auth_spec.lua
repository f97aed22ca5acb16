local test = require "test"
local auth = require "docker.auth"
local files = require "docker_files"
local json = require "json"
local engine = require "engine_support"
local describe, it, expect = test.describe, test.it, test.expect

local registry = os.getenv("MOONDOCK_TEST_REGISTRY_PRIVATE")
local user, password = os.getenv("MOONDOCK_TEST_REGISTRY_USER"), os.getenv("MOONDOCK_TEST_REGISTRY_PASSWORD")

-- As engine.it, for a test that needs a registry with a password.
local function with_registry(title, body)
    engine.it(title, function()
        if not registry then test.skip("MOONDOCK_TEST_REGISTRY_PRIVATE names no registry") end
        body()
    end)
end

-- The AuthConfig in a header that code gives.
local function header_of(folder, code, options)
    local result = files.run(folder, ("io.stdout:write(require('docker.auth').%s)"):format(code), options)
    expect(result.error):equals("")
    local pipe <close> = io.popen(("printf %%s '%s' | tr -- -_ +/ | base64 -d"):format(result.output))
    return json.decode(pipe:read("a"))
end

describe("docker.auth", function()
    it("takes what is given as it is, and false for nobody", function()
        expect(auth.header(docker, "nginx", { username = "me", password = "p" })):equals { username = "me", password = "p" }
        expect(auth.header(docker, "nginx", false)):equals("e30=")
        expect(auth.header(docker, "nginx", json.null)):equals("e30=")
    end)

    it("names a wrong field and never shows a value", function()
        local function given(value) return function() auth.header(docker, "nginx", value) end end
        expect(given { usrname = "hush" }):raises { kind = "invalid_argument", hint = "'username'" }
        for _, value in ipairs { { password = 12345 }, "12345", { pasword = "12345" } } do
            local err = expect(given(value)):raises { kind = "invalid_argument" }
            expect(tostring(err):find("12345")):equals(nil)
        end
        local err = expect(function() docker.images.pull("x/y", { auth_config = "12345" }) end):raises()
        expect(tostring(err):find("12345")):equals(nil)
        err = expect(function() docker.login("me", 12345) end):raises { message = "must be a string" }
        expect(tostring(err):find("12345")):equals(nil)
    end)

    it("finds credentials in config.json and by helpers, only for the registry in question", function()
        local folder = files.folder()
        files.write(folder .. "/config.json", [[{
            "auths": { "https://index.docker.io/v1/": { "auth": "aHViOnNlY3JldA==" }, "r.io": { "auth": "%%" } },
            "credHelpers": { "h.io": "good", "b.io": "bad" }
        }]])
        files.helper(folder, "good", [[echo '{"ServerURL":"h.io","Username":"<token>","Secret":"tok"}']])
        expect(header_of(folder, "header(docker, 'nginx:1')")):equals {
            username = "hub", password = "secret", serveraddress = "https://index.docker.io/v1/",
        }
        expect(header_of(folder, "header(docker, 'h.io/me/tool:1')")):equals {
            identitytoken = "tok", serveraddress = "h.io",
        }
        expect(header_of(folder, "header(docker, 'other.io/x')")):equals {}
        local missing = files.run(folder, "require('docker.auth').header(docker, 'b.io/x')")
        expect(missing.error):contains("docker-credential-bad, which config.json names for b.io, is not in the PATH")
        local broken = files.run(folder, "require('docker.auth').header(docker, 'r.io')")
        expect(broken.error):contains('auths."r.io".auth is not the base64 of user:password')
    end)

    it("limits how long a helper may take", function()
        local folder = files.folder()
        files.write(folder .. "/config.json", '{"credsStore":"slow"}')
        files.helper(folder, "slow", "sleep 100 & sleep 100")
        local late = files.run(folder, [[
            local ok, err = pcall(require("docker.auth").header, docker, "r.io/x")
            print(err.kind, err)
        ]], { environment = { MOONDOCK_CREDENTIAL_TIMEOUT = "0.3" } })
        expect(late.output):matches("^timeout\tdocker%-credential%-slow did not answer for r.io within 0.3 s")
    end)

    it("stops a helper when the call is cancelled", function()
        local folder = files.folder()
        files.write(folder .. "/config.json", '{"credsStore":"slow"}')
        files.helper(folder, "slow", 'echo $$ >"$HOME/pid"; sleep 100')
        local result = files.run(folder, [[
            print(pcall(task.timeout, 1, function() require("docker.auth").header(docker, "r.io/x") end))
            task.sleep(0.5)
        ]])
        expect(result.output):matches("^false")
        expect(files.read(("/proc/%s/stat"):format(files.read(folder .. "/pid"):match("%d+")))):equals(nil)
    end)

    it("gives builds what they name, with the logins of the client", function()
        local folder = files.folder()
        files.write(folder .. "/config.json", '{"auths":{"a.io":{"auth":"YTpi"},"c.io":{"auth":"Yzpk"}}}')
        expect(header_of(folder, "config(docker, { 'a.io/x:1', 'nginx' })")):equals {
            ["a.io"] = { username = "a", password = "b", serveraddress = "a.io" },
        }
        local all = header_of(folder, "config(docker)")
        expect(all["c.io"].username):equals("c")
        expect(all["a.io"].username):equals("a")
    end)
end)

describe("config.json's proxies", function()
    it("reach new containers and builds, below what is set there", function()
        local folder = files.folder()
        files.write(folder .. "/config.json", '{"proxies":{"default":{"httpProxy":"http://p:1","noProxy":"x"}}}')
        local result = files.run(folder, [[
            local proxies = require "docker.proxies"
            print(table.concat(proxies.into { "A=1", "HTTP_PROXY=mine" }, " "))
            local arguments = proxies.build_args { NO_PROXY = "y" }
            print(arguments.HTTP_PROXY, arguments.NO_PROXY, arguments.no_proxy)
        ]])
        expect(result.output):equals(
            "NO_PROXY=x http_proxy=http://p:1 no_proxy=x A=1 HTTP_PROXY=mine\nhttp://p:1\ty\tx\n")
    end)

    engine.it("are seen in a container", function()
        local folder = files.folder()
        files.write(folder .. "/config.json", '{"proxies":{"default":{"httpProxy":"http://p:1"}}}')
        local result = files.run(folder, ([[
            io.write(docker.containers.run("%s", { "sh", "-c", "echo $HTTP_PROXY $http_proxy" }, { remove = true }))
            io.write(docker.containers.run("%s", { "sh", "-c", "echo -$HTTP_PROXY" },
                { remove = true, use_config_proxy = false }))
        ]]):format(engine.image, engine.image), { arguments = { "-H", engine.host } })
        expect(result.output):equals("http://p:1 http://p:1\n-\n")
    end)
end)

describe("config.json's detachKeys", function()
    engine.it("hold for commands that are typed at", function()
        local folder = files.folder()
        local c = engine.start("sleep 60")
        files.write(folder .. "/config.json", '{"detachKeys":"ctrl-q"}')
        local function keys(options)
            local code = ([[
                local s = docker.containers.get("%s"):exec_run("cat", %s)
                for _, id in ipairs(docker.containers.get("%s").attrs.ExecIDs) do
                    print(docker.api.ExecInspect { id = id }.DetachKeys)
                end
                s:close_write() s:exit_code()
            ]]):format(c.id, options, c.id)
            return files.run(folder, code, { arguments = { "-H", engine.host } }).output
        end
        expect(keys '{ stdin = true, socket = true }'):equals("EQ==\n")
        expect(keys '{ stdin = true, socket = true, detach_keys = "ctrl-a" }'):contains("AQ==")
    end)
end)

describe("docker.login", function()
    with_registry("is checked by the registry, and remembered for the client", function()
        local d <close> = docker.connect(engine.host)
        local name = ("%s/%s"):format(registry, test.unique("login"))
        d.images.get(engine.image):tag(name, "1")
        test.cleanup(function() d.images.remove(name .. ":1", { force = true }) end)
        expect(function() d.images.push(name, { tag = "1", auth_config = false }) end):raises { kind = "unauthorized" }

        local err = expect(function() d.login(user, "wrong-hush", { registry = registry }) end):raises {
            kind = "unauthorized", hint = "user name and the password",
        }
        expect(tostring(err):find("hush")):equals(nil)
        expect(json.encode(err):find("hush")):equals(nil)

        expect(d.login(user, password, { registry = registry })):equals {
            Status = "Login Succeeded", Registry = registry,
        }
        expect(d.login(user, password, { registry = registry }).Status):equals("Already logged in")
        expect(d.login { username = user, password = password, registry = registry, reauth = true }.Status):equals(
            "Login Succeeded")
        d.images.push(name, { tag = "1" })
        d.images.remove(name .. ":1", { force = true })
        expect(d.images.pull(name, { tag = "1" }).tags):contains(name .. ":1")
        -- Another client knows nothing of it.
        expect(function() docker.images.pull(name, { tag = "1" }) end):raises { kind = "unauthorized" }
        expect(d.logout(registry)):equals(true)
        expect(d.logout(registry)):equals(false)
        expect(function() d.images.pull(name, { tag = "1" }) end):raises { kind = "unauthorized" }
    end)

    with_registry("is stored when asked, for later runs and for the docker command", function()
        local folder = files.folder()
        local host = { arguments = { "-H", engine.host } }
        local stored = files.run(folder, ("print(docker.login('%s', '%s', { registry = '%s', store = true }).Stored)")
            :format(user, password, registry), host)
        expect(stored.output):equals(folder .. "/config.json\n")
        expect(files.read(folder .. "/config.json"):find(password, 1, true)):equals(nil)
        expect(header_of(folder, ("header(docker, '%s')"):format(registry))):equals {
            username = user, password = password, serveraddress = registry,
        }
        local again = files.run(folder, ("print(docker.login('%s', nil, { registry = '%s' }).Status)"):format(user, registry),
            host)
        expect(again.output):equals("Already logged in\n")
        local out = files.run(folder, ("print(docker.logout('%s', { store = true }))"):format(registry))
        expect(out.output):equals("true\n")
        expect(json.decode(files.read(folder .. "/config.json"))):equals { auths = {} }
    end)

    it("says what it needs", function()
        expect(function() docker.login() end):raises { message = "which user" }
        expect(function() docker.login("me", "p", { regsitry = "x" }) end):raises { hint = "'registry'" }
        expect(function() docker.login("me", "p", "hush") end):raises { message = "must be a table" }
        expect(function() docker.logout { regstry = "x" } end):raises { hint = "'registry'" }
        expect(docker.logout("r.io")):equals(false)
    end)
end)

return test.report()
