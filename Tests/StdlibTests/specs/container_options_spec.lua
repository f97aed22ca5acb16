local test = require "test"
local container_options = require "docker.container_options"
local create = require "docker.create"
local json = require "json"
local options = require "options"
local describe, it, expect = test.describe, test.it, test.expect

local function body(given)
    given = create.arguments("create", "busybox", nil, given)
    given.use_config_proxy = given.use_config_proxy or false
    return create.body("create", options.check("create", container_options.create, given))
end

local function host(given) return body(given).HostConfig end

local function refused(given, wanted)
    wanted.kind = "invalid_argument"
    return expect(function() body(given) end):raises(wanted)
end

describe("the body of a container", function()
    it("refuse a table where text is needed, and name it", function()
        for _, given in ipairs {
            { environment = { A = {} } }, { labels = { A = {} } }, { environment = { A = print } },
            { extra_hosts = { A = {} } },
        } do
            refused(given, { message = "'A' is a %a+: text, a number" })
        end
        expect(body({ environment = { A = 1, B = true, C = "x", D = 2.0 } }).Env):equals { "A=1", "B=true", "C=x", "D=2" }
    end)

    it("without options is what docker-py sends", function()
        local made, query = body {}
        expect(made):equals {
            Image = "busybox", Tty = false, OpenStdin = false, StdinOnce = false, AttachStdin = false,
            AttachStdout = true, AttachStderr = true, NetworkDisabled = false, HostConfig = { NetworkMode = "default" },
        }
        expect(query):equals {}
    end)

    it("attaches to nothing when detached, and to the input when it is open", function()
        local detached = body { detach = true, stdin_open = true }
        expect(detached.AttachStdout):equals(false)
        expect(detached.StdinOnce):equals(false)
        local open = body { stdin_open = true }
        expect(open.AttachStdin):equals(true)
        expect(open.StdinOnce):equals(true)
    end)

    it("puts name and platform in the query", function()
        local _, query = body { name = "web", platform = "linux/arm64" }
        expect(query):equals { name = "web", platform = "linux/arm64" }
    end)

    it("splits commands and entry points", function()
        local made = body { command = "sh -c 'a b'", entrypoint = { "/init" } }
        expect(made.Cmd):equals { "sh", "-c", "a b" }
        expect(made.Entrypoint):equals { "/init" }
        expect(json.encode(body { entrypoint = {} }.Entrypoint)):equals("[]")
    end)

    it("takes environment and labels as tables or lists", function()
        expect(body { environment = { B = 2, A = "1", C = json.null } }.Env):equals { "A=1", "B=2", "C" }
        expect(body { environment = { "A=1" } }.Env):equals { "A=1" }
        expect(body { labels = { a = 1 } }.Labels):equals { a = "1" }
        expect(body { labels = { "a", "b" } }.Labels):equals { a = "", b = "" }
    end)

    it("maps plain options to their fields", function()
        local made = body {
            hostname = "h", domainname = "d", user = 1000, working_dir = "/w", mac_address = "02:42:ac:11:00:02",
            stop_signal = "SIGINT", stop_timeout = 3, network_disabled = true, tty = true,
        }
        expect(made.Hostname .. made.Domainname .. made.User .. made.WorkingDir):equals("hd1000/w")
        expect(made.StopSignal):equals("SIGINT")
        expect(made.StopTimeout):equals(3)
        expect(made.NetworkDisabled):equals(true)
        expect(made.Tty):equals(true)
    end)

    it("maps limits, reading sizes", function()
        local h = host {
            mem_limit = "512m", memswap_limit = -1, mem_reservation = "1g", shm_size = 65536, mem_swappiness = 0,
            nano_cpus = 500000000, cpu_period = 100000, cpu_quota = 50000, cpu_shares = 2, cpuset_cpus = "0,1",
            cpuset_mems = "0", cpu_rt_period = 1, cpu_rt_runtime = 2, pids_limit = 100, oom_kill_disable = true,
            oom_score_adj = 500, blkio_weight = 300, kernel_memory = "64m", cpu_count = 1, cpu_percent = 50,
        }
        expect(h):equals {
            NetworkMode = "default", Memory = 536870912, MemorySwap = -1, MemoryReservation = 1073741824,
            ShmSize = 65536, MemorySwappiness = 0, NanoCpus = 500000000, CpuPeriod = 100000, CpuQuota = 50000,
            CpuShares = 2,
            CpusetCpus = "0,1", CpusetMems = "0", CpuRealtimePeriod = 1, CpuRealtimeRuntime = 2, PidsLimit = 100,
            OomKillDisable = true, OomScoreAdj = 500, BlkioWeight = 300, KernelMemory = 67108864, CpuCount = 1,
            CpuPercent = 50,
        }
    end)

    it("maps rights and namespaces", function()
        local h = host {
            privileged = true, cap_add = { "NET_ADMIN" }, cap_drop = { "ALL" }, security_opt = { "no-new-privileges" },
            cgroupns = "host", cgroup_parent = "/p", ipc_mode = "host", pid_mode = "host", userns_mode = "host",
            uts_mode = "host", isolation = "default", runtime = "runc", sysctls = { ["net.core.somaxconn"] = 1024 },
            group_add = { 10, "wheel" }, read_only = true, publish_all_ports = true, init = true,
        }
        expect(h.CapAdd):equals { "NET_ADMIN" }
        expect(h.Sysctls):equals { ["net.core.somaxconn"] = "1024" }
        expect(h.GroupAdd):equals { "10", "wheel" }
        expect(h.UTSMode .. h.UsernsMode .. h.CgroupnsMode):equals("hosthosthost")
        expect(h.Init and h.ReadonlyRootfs and h.PublishAllPorts and h.Privileged):equals(true)
    end)

    it("maps ulimits, devices and rates", function()
        expect(host { ulimits = { { name = "nofile", soft = 1, hard = 2 } } }.Ulimits):equals {
            { Name = "nofile", Soft = 1, Hard = 2 },
        }
        expect(host { ulimits = { nproc = 5 } }.Ulimits):equals { { Name = "nproc", Soft = 5, Hard = 5 } }
        expect(host { devices = { "/dev/a", "/dev/b:/dev/c:r" } }.Devices):equals {
            { PathOnHost = "/dev/a", PathInContainer = "/dev/a", CgroupPermissions = "rwm" },
            { PathOnHost = "/dev/b", PathInContainer = "/dev/c", CgroupPermissions = "r" },
        }
        expect(host { device_read_bps = { { Path = "/dev/a", Rate = "1m" } } }.BlkioDeviceReadBps):equals {
            { Path = "/dev/a", Rate = 1048576 },
        }
        refused({ ulimits = { { soft = 1 } } }, { message = "ulimits" })
    end)

    it("maps GPUs and device requests", function()
        expect(host { gpus = "all" }.DeviceRequests):equals {
            { Driver = "", Count = -1, DeviceIDs = {}, Capabilities = { { "gpu" } }, Options = {} },
        }
        expect(host { gpus = { "0", "1" } }.DeviceRequests[1].DeviceIDs):equals { "0", "1" }
        local request = host { device_requests = { { driver = "nvidia", count = 2, capabilities = { { "gpu" } } } } }
        expect(request.DeviceRequests[1].Count):equals(2)
    end)

    it("maps the restart policy, logging and health check", function()
        expect(host { restart_policy = "on-failure:3" }.RestartPolicy):equals {
            Name = "on-failure", MaximumRetryCount = 3,
        }
        expect(host { restart_policy = { Name = "always" } }.RestartPolicy):equals { Name = "always" }
        expect(host { log_config = { type = "json-file", config = { ["max-file"] = 3 } } }.LogConfig):equals {
            Type = "json-file", Config = { ["max-file"] = "3" },
        }
        expect(body { healthcheck = { test = "true", interval = "30s", timeout = 2000000, retries = 2 } }.Healthcheck)
            :equals { Test = { "CMD-SHELL", "true" }, Interval = 30000000000, Timeout = 2000000, Retries = 2 }
        refused({ healthcheck = { interval = 30 } }, { message = "less than a millisecond", hint = '"30s"' })
        refused({ healthcheck = { tests = "x" } }, { hint = "test" })
    end)

    it("joins networks", function()
        local made = body {
            network = "front",
            networking_config = { front = { aliases = { "db" }, ipv4_address = "10.0.0.5", links = { a = "b" } } },
        }
        expect(made.HostConfig.NetworkMode):equals("front")
        expect(made.NetworkingConfig):equals {
            EndpointsConfig = {
                front = { Aliases = { "db" }, Links = { "a:b" }, IPAMConfig = { IPv4Address = "10.0.0.5" } },
            },
        }
        expect(body { network = "front" }.NetworkingConfig):equals { EndpointsConfig = { front = {} } }
        expect(host { extra_hosts = { b = "2.2.2.2", a = "1.1.1.1" } }.ExtraHosts):equals { "a:1.1.1.1", "b:2.2.2.2" }
        expect(host { links = { db = "database" }, dns = { "1.1.1.1" }, dns_opt = { "x" }, dns_search = { "y" } }.Links)
            :equals { "db:database" }
    end)

    it("takes tmpfs, storage options and volumes from others", function()
        expect(host { tmpfs = { "/run", "/tmp:size=1m" } }.Tmpfs):equals { ["/run"] = "", ["/tmp"] = "size=1m" }
        expect(host { tmpfs = { ["/a"] = "" } }.Tmpfs):equals { ["/a"] = "" }
        expect(host { storage_opt = { size = "1G" } }.StorageOpt):equals { size = "1G" }
        expect(host { volumes_from = "a,b:ro" }.VolumesFrom):equals { "a", "b:ro" }
        expect(host { volumes_from = { "a" }, volume_driver = "local" }.VolumesFrom):equals { "a" }
    end)

    it("refuses options that exclude each other", function()
        refused({ network = "a", network_mode = "b" }, { message = "together" })
        refused({ networking_config = { a = {} } }, { message = "needs network" })
        refused({ network = "a", networking_config = { b = {} } }, { message = "how to join" })
        refused({ network_mode = "host", ports = { [80] = 80 } }, { message = "network_mode=\"host\"" })
        refused({ userns_mode = "private" }, { message = "one of host" })
    end)

    it("names the nearest of an unknown option", function()
        refused({ evironment = {} }, { message = "'evironment'", hint = "'environment'" })
        refused({ mem_limt = "1g" }, { hint = "'mem_limit'" })
    end)
end)

describe("the arguments of create", function()
    it("may come in the options", function()
        expect(create.arguments("f", { image = "i", command = "c" })):equals { image = "i", command = "c" }
        expect(create.arguments("f", "i", { name = "n" })):equals { image = "i", name = "n" }
        expect(create.arguments("f", "i", { "echo", "x" })):equals { image = "i", command = { "echo", "x" } }
        expect(create.arguments("f", "i", "c", { name = "n" })):equals { image = "i", command = "c", name = "n" }
    end)

    it("need an image", function()
        expect(function() create.arguments("f") end):raises { message = "which image" }
        expect(function() create.arguments("f", "") end):raises { message = "empty string" }
    end)
end)

describe("the options of create and run", function()
    it("are those of docker-py", function()
        local names = options.index(container_options.run)
        for name in ([[command detach domainname entrypoint environment healthcheck hostname image labels
            mac_address name network_disabled platform stdin_open stop_signal tty use_config_proxy user working_dir
            auto_remove blkio_weight_device blkio_weight cap_add cap_drop cgroup_parent cgroupns cpu_count
            cpu_percent cpu_period cpu_quota cpu_shares cpuset_cpus cpuset_mems cpu_rt_period cpu_rt_runtime
            device_cgroup_rules device_read_bps device_read_iops device_write_bps device_write_iops devices
            device_requests dns_opt dns_search dns extra_hosts group_add init init_path ipc_mode isolation
            kernel_memory links log_config lxc_conf mem_limit mem_reservation mem_swappiness memswap_limit mounts
            nano_cpus network_mode oom_kill_disable oom_score_adj pid_mode pids_limit privileged publish_all_ports
            read_only restart_policy security_opt shm_size storage_opt sysctls tmpfs ulimits userns_mode uts_mode
            version volume_driver volumes_from runtime ports volumes network networking_config stream remove stdout
            stderr]]):gmatch("%S+") do
            expect(names[name] and name):equals(name)
        end
    end)
end)

return test.report()
