--- The shapes of replies, by operation: the fields that the library reads. What it only hands on is not here.
---
--- See `docker.shape` for how they are written.

local S, I, N, B, T = "string", "integer", "number", "boolean", "table"

local function list(shape) return { list = shape } end

local function map(shape) return { map = shape } end

local strings, labels = list(S), map(S)

-- Whoever lists has a number for a time, whoever inspects has text.
local TIME = "string|number"

local mounts = list { Type = S, Name = S, Source = S, Destination = S, RW = B }

local networks = map { IPAddress = S, NetworkID = S }

local container_summary = {
    ["Id!"] = S, Names = strings, Image = S, ImageID = S, Command = S, Created = TIME, State = S, Status = S,
    Ports = list { ["PrivatePort!"] = I, PublicPort = I, ["Type!"] = S, IP = S },
    Labels = labels, SizeRw = N, SizeRootFs = N, Mounts = mounts, NetworkSettings = { Networks = networks },
}

local container = {
    ["Id!"] = S, ["Name!"] = S, Created = TIME, Path = S, Args = strings, Image = S, Mounts = mounts,
    ["State!"] = {
        ["Status!"] = S, Running = B, Paused = B, Restarting = B, OOMKilled = B, Dead = B, Pid = I, ["ExitCode!"] = I,
        Error = S, StartedAt = S, FinishedAt = S, Health = { Status = S, FailingStreak = N, Log = list { Output = S, ExitCode = N } },
    },
    ["Config!"] = {
        Image = S, Labels = labels, Tty = B, OpenStdin = B, Env = strings, Cmd = strings, Entrypoint = strings,
        WorkingDir = S, User = S, Hostname = S, ExposedPorts = map(T), Volumes = map(T), Healthcheck = { Test = strings },
    },
    ["HostConfig"] = {
        Binds = strings, Memory = N, PortBindings = map(list { HostIp = S, HostPort = S }), NetworkMode = S,
        RestartPolicy = { Name = S, MaximumRetryCount = N }, AutoRemove = B, LogConfig = { Type = S },
    },
    NetworkSettings = {
        Ports = map(list { HostIp = S, HostPort = S }), Networks = networks, IPAddress = S,
    },
}

local image_summary = {
    ["Id!"] = S, RepoTags = strings, RepoDigests = strings, Created = TIME, Size = N, SharedSize = N, VirtualSize = N,
    Labels = labels, Containers = N,
}

local image = {
    ["Id!"] = S, RepoTags = strings, RepoDigests = strings, Created = TIME, Size = N, Os = S, Architecture = S,
    Config = { Labels = labels, Entrypoint = strings, Cmd = strings, Env = strings, ExposedPorts = map(T) },
    RootFS = { Layers = strings },
}

local network = {
    ["Id!"] = S, ["Name!"] = S, Driver = S, Scope = S, Created = TIME, Labels = labels, Options = labels,
    Internal = B, Attachable = B, Ingress = B, EnableIPv6 = B, ConfigOnly = B,
    IPAM = { Driver = S, Config = list { Subnet = S, Gateway = S, IPRange = S } },
    Containers = map { Name = S, IPv4Address = S, IPv6Address = S }, Services = map(T),
}

local volume = {
    ["Name!"] = S, Driver = S, Scope = S, Mountpoint = S, CreatedAt = S, Labels = labels, Options = labels,
    UsageData = { ["Size!"] = N, ["RefCount!"] = N },
}

-- ---- The swarm

local version = { ["Index!"] = I }

local container_spec = {
    Image = S, Labels = labels, Command = strings, Args = strings, Env = strings, Mounts = list(T), Secrets = list(T),
    Configs = list(T), Hosts = strings,
}

local task_spec = {
    ContainerSpec = container_spec, Placement = { Constraints = strings, MaxReplicas = N }, Networks = list(T),
    ForceUpdate = I, Resources = T, RestartPolicy = T, LogDriver = T,
}

local ports = list { ["TargetPort!"] = I, PublishedPort = I, Protocol = S, PublishMode = S }

local service_mode = {
    Replicated = { Replicas = I }, Global = T, ReplicatedJob = { MaxConcurrent = I, TotalCompletions = I }, GlobalJob = T,
}

local service = {
    ["ID!"] = S, ["Version!"] = version, CreatedAt = S, UpdatedAt = S,
    ["Spec!"] = {
        ["Name!"] = S, Labels = labels, Mode = service_mode, ["TaskTemplate!"] = task_spec, EndpointSpec = { Ports = ports },
        UpdateConfig = T, RollbackConfig = T, Networks = list(T),
    },
    Endpoint = { Ports = ports, Spec = T, VirtualIPs = list(T) },
    UpdateStatus = { State = S, Message = S, StartedAt = S, CompletedAt = S },
    ServiceStatus = { ["RunningTasks!"] = I, ["DesiredTasks!"] = I, CompletedTasks = I },
}

local swarm_task = {
    ["ID!"] = S, CreatedAt = S, UpdatedAt = S, ServiceID = S, NodeID = S, Slot = I, ["DesiredState!"] = S,
    Version = version, Labels = labels, Spec = task_spec,
    ["Status!"] = {
        ["State!"] = S, Timestamp = S, Message = S, Err = S, ContainerStatus = { ContainerID = S, ExitCode = I, PID = I },
    },
}

local node = {
    ["ID!"] = S, ["Version!"] = version, CreatedAt = S, UpdatedAt = S,
    ["Spec!"] = { Name = S, Labels = labels, ["Role!"] = S, ["Availability!"] = S },
    Description = {
        Hostname = S, Platform = { OS = S, Architecture = S }, Resources = { NanoCPUs = N, MemoryBytes = N },
        Engine = { EngineVersion = S, Labels = labels },
    },
    ["Status!"] = { ["State!"] = S, Addr = S, Message = S },
    ManagerStatus = { Leader = B, Reachability = S, Addr = S },
}

local stored = {
    ["ID!"] = S, ["Version!"] = version, CreatedAt = S, UpdatedAt = S,
    ["Spec!"] = { ["Name!"] = S, Labels = labels, Data = S, Driver = { Name = S }, Templating = { Name = S } },
}

local swarm = {
    ["ID!"] = S, ["Version!"] = version, CreatedAt = S, UpdatedAt = S, DefaultAddrPool = strings,
    ["Spec!"] = { Name = S, Labels = labels, EncryptionConfig = { AutoLockManagers = B } },
    JoinTokens = { Worker = S, Manager = S },
}

local plugin = {
    ["Id!"] = S, ["Name!"] = S, ["Enabled!"] = B, PluginReference = S,
    Settings = { Env = strings, Args = strings, Devices = list(T), Mounts = list(T) },
    Config = { Description = S, Interface = { Types = list("string|table"), Socket = S } },
}

-- ---- What tells of a moment

local interface = { rx_bytes = N, tx_bytes = N }

local cpu = { cpu_usage = { total_usage = N, percpu_usage = list(N) }, system_cpu_usage = N, online_cpus = N }

local stats = {
    id = S, name = S, read = S, preread = S, num_procs = N, cpu_stats = cpu, precpu_stats = cpu,
    memory_stats = {
        usage = N, limit = N, privateworkingset = N, stats = { total_inactive_file = N, inactive_file = N },
    },
    networks = map(interface), pids_stats = { current = N },
    blkio_stats = { io_service_bytes_recursive = list { op = S, ["value!"] = N } },
    storage_stats = { read_size_bytes = N, write_size_bytes = N },
}

local event = {
    Type = S, Action = S, Actor = { ID = S, Attributes = labels }, scope = S, time = N, timeNano = N, status = S, id = S,
    from = S,
}

-- A line of a pull, push, build or load.
local progress = {
    id = S, status = S, stream = S, progress = S, progressDetail = { current = N, total = N, start = N, units = S },
    error = S, errorDetail = { message = S, code = N }, aux = "string|table",
}

local M = {
    ContainerList = list(container_summary),
    ContainerInspect = container,
    ContainerCreate = { ["Id!"] = S, Warnings = strings },
    ContainerTop = { Titles = strings, Processes = list(strings) },
    ContainerChanges = list { ["Path!"] = S, Kind = I },
    ContainerWait = { ["StatusCode!"] = I, Error = { Message = S } },
    ContainerUpdate = { Warnings = strings },
    ContainerExec = { ["Id!"] = S },
    ExecInspect = { ID = S, ExitCode = I, Running = B, Pid = I },
    ContainerPrune = { ContainersDeleted = strings, SpaceReclaimed = N },
    ImageList = list(image_summary),
    ImageInspect = image,
    ImageHistory = list { ["Id!"] = S, Created = TIME, CreatedBy = S, Size = N, Comment = S, Tags = strings },
    ImageDelete = list { Untagged = S, Deleted = S },
    ImageSearch = list { name = S, description = S, star_count = N, is_official = B },
    ImageCommit = { ["Id!"] = S },
    ImagePrune = { ImagesDeleted = list { Untagged = S, Deleted = S }, SpaceReclaimed = N },
    BuildPrune = { CachesDeleted = strings, SpaceReclaimed = N },
    DistributionInspect = {
        ["Descriptor!"] = { ["digest!"] = S, mediaType = S, size = N },
        Platforms = list { os = S, architecture = S, variant = S },
    },
    NetworkList = list(network),
    NetworkInspect = network,
    NetworkCreate = { ["Id!"] = S, Warning = S },
    NetworkPrune = { NetworksDeleted = strings },
    VolumeList = { Volumes = list(volume), Warnings = strings },
    VolumeInspect = volume,
    VolumeCreate = volume,
    VolumePrune = { VolumesDeleted = strings, SpaceReclaimed = N },
    SystemVersion = {
        Version = S, ApiVersion = S, MinAPIVersion = S, Os = S, Arch = S, KernelVersion = S, GoVersion = S, BuildTime = S,
        GitCommit = S,
    },
    SystemInfo = {
        Name = S, ServerVersion = S, OperatingSystem = S, Architecture = S, KernelVersion = S, NCPU = I, MemTotal = N,
        ContainersRunning = I, ContainersPaused = I, ContainersStopped = I, Images = I, Driver = S, DockerRootDir = S,
        LoggingDriver = S, SystemTime = S, CgroupDriver = S, CgroupVersion = S, Warnings = strings,
        Swarm = { LocalNodeState = S, NodeID = S, NodeAddr = S, ControlAvailable = B },
    },
    SystemDataUsage = {
        LayersSize = N, Images = list(image_summary), Containers = list(container_summary), Volumes = list(volume),
        BuildCache = list {
            ["ID!"] = S, Type = S, InUse = B, Shared = B, Size = N, CreatedAt = S, LastUsedAt = S, Description = S,
        },
    },
    SystemAuth = { Status = S, IdentityToken = S },
    SwarmInspect = swarm,
    SwarmUnlockkey = { UnlockKey = S },
    ServiceList = list(service),
    ServiceInspect = service,
    ServiceCreate = { ["ID!"] = S, Warning = S },
    ServiceUpdate = { Warnings = strings },
    TaskList = list(swarm_task),
    TaskInspect = swarm_task,
    NodeList = list(node),
    NodeInspect = node,
    SecretList = list(stored),
    SecretInspect = stored,
    SecretCreate = { ["ID!"] = S },
    ConfigList = list(stored),
    ConfigInspect = stored,
    ConfigCreate = { ["ID!"] = S },
    PluginList = list(plugin),
    PluginInspect = plugin,
}

--- The shapes of the single texts of streams.
M.items = {
    -- In the head of an archive's reply.
    ContainerArchiveInfo = { ["name!"] = S, size = N, ["mode!"] = I, mtime = S, linkTarget = S },
    ContainerStats = stats, SystemEvents = event, ImageCreate = progress, ImagePush = progress, ImageBuild = progress,
    ImageLoad = progress, PluginPull = progress, PluginUpgrade = progress, PluginPush = progress,
}

return M
