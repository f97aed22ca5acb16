local test = require "test"
local json = require "json"
local compose = require "docker.compose"
local compose_file = require "docker.compose_file"
local describe, it, expect = test.describe, test.it, test.expect

local function read(services, rest)
    local file = { services = services }
    for key, value in pairs(rest or {}) do file[key] = value end
    return compose.read("shop", file, "/srv/shop")
end

local function service(fields, rest)
    fields.image = fields.image or "nginx"
    return read({ web = fields }, rest).services.web
end

describe("a compose service", function()
    it("has the stack's name and labels, and joins its default network", function()
        local s = service { labels = { "a=1", "b" }, deploy = { labels = { c = 2 } } }
        expect(s.name):equals("shop_web")
        expect(s.labels):equals {
            c = "2", ["com.docker.stack.namespace"] = "shop", ["com.docker.stack.image"] = "nginx",
        }
        expect(s.container_labels):equals { a = "1", b = "", ["com.docker.stack.namespace"] = "shop" }
        expect(s.networks):equals { { target = "shop_default", aliases = { "web" } } }
        expect(s.mode):equals("replicated")
    end)

    it("calls the entrypoint a command, and the command its arguments", function()
        local s = service { entrypoint = { "sh" }, command = "-c true" }
        expect(s.command):equals { "sh" }
        expect(s.args):equals("-c true")
    end)

    it("joins the networks it names", function()
        local s = service({ networks = { back = { aliases = { "w" } }, host = json.null } }, {
            networks = { back = {}, host = { external = true }, unused = {} },
        })
        expect(s.networks):equals { { target = "host" }, { target = "shop_back", aliases = { "w", "web" } } }
        local stack = read({ web = { image = "a", networks = { "named" } } }, { networks = { named = { name = "n" } } })
        expect(stack.services.web.networks[1].target):equals("n")
        expect(compose.keys(stack.networks)):equals { "named" }
    end)

    it("mounts volumes of the stack, others, paths, and memory", function()
        local labels = { ["com.docker.stack.namespace"] = "shop", v = "1" }
        local s = service({ tmpfs = "/run", volumes = {
            "data:/data", "outer:/o:ro,nocopy", "./conf/../etc:/etc/x:ro", "/abs:/a:rslave", "/anonymous",
            { type = "tmpfs", target = "/t", tmpfs = { size = "1m" } },
            { type = "bind", source = "sub", target = "/s", bind = { propagation = "rshared" } },
        } }, { volumes = {
            data = { labels = { v = 1 }, driver = "local", driver_opts = { type = "nfs" } }, outer = { external = true },
        } })
        expect(s.mounts):equals {
            { type = "volume", source = "shop_data", target = "/data", labels = labels,
                driver_config = { name = "local", options = { type = "nfs" } } },
            { type = "volume", source = "outer", target = "/o", read_only = true, no_copy = true },
            { type = "bind", source = "/srv/shop/etc", target = "/etc/x", read_only = true },
            { type = "bind", source = "/abs", target = "/a", propagation = "rslave" },
            { type = "volume", target = "/anonymous" },
            { type = "tmpfs", target = "/t", tmpfs_size = 1 << 20 },
            { type = "bind", source = "/srv/shop/sub", target = "/s", propagation = "rshared" },
            { type = "tmpfs", target = "/run" },
        }
    end)

    it("refers to secrets and configs by their names in the swarm", function()
        local s = service({
            secrets = { "password", { source = "key", target = "tls.key", uid = "5", mode = "0400" } },
            configs = { { source = "site", target = "/etc/site" } },
        }, {
            secrets = { password = { content = "x" }, key = { external = true, name = "real-key" } },
            configs = { site = { content = "x" } },
        })
        expect(s.secrets):equals {
            { secret = "real-key", filename = "tls.key", uid = "5", mode = "0400" },
            { secret = "shop_password", filename = "password" },
        }
        expect(s.configs):equals { { config = "shop_site", filename = "/etc/site" } }
    end)

    it("deploys as its deploy section says", function()
        local s = service {
            restart = "always",
            deploy = {
                mode = "replicated", replicas = 2, endpoint_mode = "DNSRR", update_config = { delay = "1s" },
                resources = { limits = { cpus = 2, memory = "64M", pids = 9 }, reservations = { cpus = "0.5" } },
                placement = { constraints = { "node.role==manager" }, max_replicas_per_node = 1 },
            },
        }
        expect(s.mode):equals { mode = "replicated", replicas = 2 }
        expect(s.endpoint_spec.mode):equals("dnsrr")
        expect(s.update_config):equals { parallelism = 1, delay = "1s" }
        expect(s.resources):equals {
            cpu_limit = "2", mem_limit = 64 << 20, pids_limit = 9, cpu_reservation = "0.5",
        }
        expect(s.constraints):equals { "node.role==manager" }
        expect(s.maxreplicas):equals(1)
        expect(s.restart_policy):equals { condition = "any" }
        expect(service({ restart = "on-failure:3" }).restart_policy):equals {
            condition = "on-failure", max_attempts = 3,
        }
        expect(service({ restart = "no" }).restart_policy):equals(nil)
    end)

    it("takes its environment from the table, files, and its own environment", function()
        local path = os.tmpname()
        test.cleanup(function() os.remove(path) end)
        local file = assert(io.open(path, "w"))
        file:write("# comment\nA=file\n\nB=b=b\nHOME\n")
        file:close()
        local s = service { env_file = path, environment = { A = 1, C = json.null, PATH = json.null } }
        expect(s.env):equals { "A=1", "B=b=b", "C", "HOME=" .. os.getenv("HOME"), "PATH=" .. os.getenv("PATH") }
        expect(service({ environment = { "X=1", "Y=a=b" } }).env):equals { "X=1", "Y=a=b" }
        expect(function() service { env_file = "/no/such" } end):raises { message = "env_file: /no/such" }
    end)

    it("publishes ports in one order, and writes capabilities in full", function()
        local s = service {
            ports = { "9000:90", { target = 80, published = "8080", protocol = "udp", mode = "host" }, 70 },
            cap_add = { "net_admin", "CAP_MKNOD" }, cap_drop = { "MKNOD", "chown" },
        }
        expect(s.endpoint_spec.ports):equals {
            { TargetPort = 70, Protocol = "tcp" },
            { TargetPort = 80, PublishedPort = 8080, Protocol = "udp", PublishMode = "host" },
            { TargetPort = 90, PublishedPort = 9000, Protocol = "tcp" },
        }
        expect(s.cap_add):equals { "CAP_MKNOD", "CAP_NET_ADMIN" }
        expect(s.cap_drop):equals { "CAP_CHOWN" }
        expect(service({ healthcheck = { disable = true } }).healthcheck):equals { test = { "NONE" } }
        expect(service({ extra_hosts = { "a:1.2.3.4" } }).hosts):equals { "1.2.3.4 a" }
    end)

    it("is refused with the place, and the nearest name", function()
        local function refused(fields, wanted, rest)
            expect(function() service(fields, rest) end):raises(wanted)
        end
        refused({ imagee = "x" }, { message = "^services%.web: .*'imagee'", hint = "image" })
        refused({ deploy = { replica = 2 } }, { message = "services%.web%.deploy", hint = "replicas" })
        refused({ deploy = { resources = { limits = { cpu = 1 } } } }, { message = "limits", hint = "cpus" })
        refused({ networks = { "bak" } }, { message = "not declared under networks", hint = "back" },
            { networks = { back = {} } })
        refused({ volumes = { "dat:/x" } }, { message = "not declared under volumes", hint = "data" },
            { volumes = { data = {} } })
        refused({ secrets = { "x" } }, { message = "secret \"x\" is not declared" })
        refused({ restart = "allways" }, { message = "services%.web%.restart" })
        refused({ volumes = { { type = "tmpfs", target = "/x", bind = {} } } }, { message = "do not go with type tmpfs" })
        refused({ healthcheck = { disable = true, test = "x" } }, { message = "exclude each other" })
        expect(function() read { web = { build = "." } } end):raises { message = "image is missing", hint = "does not build" }
        expect(function() read({ ["a b"] = { image = "x" } }) end):raises { message = "names are made of" }
        expect(function() compose.read("shop", { service = {} }) end):raises { hint = "services" }
    end)

    it("is deployed with a warning when it has what means nothing in a swarm; x- fields are its own business", function()
        local stack = read({ web = { image = "x", depends_on = { "db" }, ["x-mine"] = 1 } }, { ["x-top"] = {} })
        expect(stack.warnings):equals { "services.web: 'depends_on' means nothing in a swarm" }
    end)
end)

describe("a compose file", function()
    local function written(text)
        local path = os.tmpname()
        test.cleanup(function() os.remove(path) end)
        local file = assert(io.open(path, "w"))
        file:write(text)
        file:close()
        return path
    end

    it("is read from JSON, with nulls and its folder", function()
        local value, folder = compose_file.read(written [[
            {"services": {"web": {"image": "null", "networks": {"front": null}, "command": ["\"null", "n"]}}}]])
        expect(value.services.web.image):equals("null")
        expect(value.services.web.networks):equals { front = json.null }
        expect(value.services.web.command):equals { '"null', "n" }
        expect(folder):equals("/tmp")
    end)

    it("explains what to do with YAML, and with mistakes", function()
        expect(function() compose_file.read(written("services:\n  web:\n    image: x\n")) end):raises {
            message = "is not JSON", hint = "config %-%-format json",
        }
        expect(function() compose_file.read(written("{ \"a\": }")) end):raises { kind = "invalid_argument" }
        expect(function() compose_file.read("/no/such/file.json") end):raises { kind = "not_found" }
    end)

    it("puts variables in", function()
        local environment = { A = "1", EMPTY = "" }
        local function expand(text)
            return compose_file.expand("here", text, function(name) return environment[name] end)
        end
        local cases = {
            ["x"] = "x", ["$A"] = "1", ["${A}b"] = "1b", ["$A$A"] = "11", ["$$A"] = "$A", ["${B:-c}"] = "c",
            ["${B-c}"] = "c", ["${EMPTY:-c}"] = "c", ["${EMPTY-c}"] = "", ["${B}"] = "", ["${A:?no}"] = "1", ["a$$"] = "a$",
        }
        for text, wanted in pairs(cases) do expect(expand(text)):equals(wanted) end
        expect(function() expand("${B:?must be there}") end):raises { message = "B is not set: must be there" }
        for _, text in ipairs { "${", "$", "${A", "$-", "${A!b}" } do
            expect(function() expand(text) end):raises { kind = "invalid_argument", message = "here" }
        end
    end)

    it("takes numbers and truth values from variables", function()
        local value = compose_file.read(written [[{"a": "${MOONDOCK_NO_SUCH:-3}", "b": "${MOONDOCK_NO_SUCH:-true}",
            "c": "${MOONDOCK_NO_SUCH:-1.10}", "d": "3"}]])
        expect(value):equals { a = 3, b = true, c = "1.10", d = "3" }
    end)
end)

return test.report()
