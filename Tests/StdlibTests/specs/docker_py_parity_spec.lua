-- Looks for every public method, property and option of docker-py's high-level layer in docker.*; what is missing must
-- be in the list of differences below, with the reason. ../docker_py_methods.txt has docker-py's names.

local test = require "test"
local engine = require "engine_support"
local errors = require "moondock.errors"
local describe, it, expect = test.describe, test.it, test.expect

-- What moondock has in another way, or not at all: "noun.method", or "noun.method option".
local differences = {
    ["docker.__init__"] = "docker.connect makes clients",
    ["docker.version api_version"] = "every request carries the negotiated version",
    ["model.__init__"] = "objects come from collections",
    ["model.id_attribute"] = "the id is the field id, whatever the engine calls it",
    ["collection.__init__"] = "collections come from clients",
    ["collection.__call__"] = "calling a collection lists it",
    ["collection.model"] = "Lua has no classes to tell",
    ["collection.prepare_model"] = "objects come from collections",
    ["collection.list"] = "abstract: each noun has its own",
    ["collection.get"] = "abstract: each noun has its own",
    ["collection.create"] = "abstract: each noun has its own",
    ["container.attach_socket ws"] = "the stream can be written to on every transport, without a WebSocket",
    ["registry_data.__init__"] = "comes from images.get_registry_data",
    ["node.id_attribute"] = "as for model",
    ["secret.id_attribute"] = "as for model",
    ["config.id_attribute"] = "as for model",
    ["service.id_attribute"] = "as for model",
    ["swarm.id_attribute"] = "as for model",
    ["volume.id_attribute"] = "as for model",
    ["swarm.__init__"] = "the swarm of a client is docker.swarm",
}

-- Parameters with a default that stand by themselves here, before the options.
local by_position = {
    ["docker.login password"] = true, ["plugin.upgrade remote"] = true, ["plugins.install local_name"] = true,
}

-- What is not there yet; a line goes when its noun or method comes.
local pending = {
    "container.get_archive",
    "container.put_archive",
}

-- Nobody answers there, so whatever gets past its own checks ends with kind `connection`.
local dead = docker.connect { host = "unix:///nonexistent/moondock-parity.sock", timeout = 1 }

local function from_attrs(module)
    return function()
        local attrs = { Id = "x", ID = "x", Name = "x", Spec = { Name = "x" }, Version = { Index = 1 } }
        return require(module).from_attrs(dead, attrs)
    end
end

-- How to get at each noun.
local nouns = {
    docker = function() return dead end,
    containers = function() return dead.containers end,
    images = function() return dead.images end,
    networks = function() return dead.networks end,
    volumes = function() return dead.volumes end,
    nodes = function() return dead.nodes end,
    plugins = function() return dead.plugins end,
    secrets = function() return dead.secrets end,
    configs = function() return dead.configs end,
    services = function() return dead.services end,
    swarm = function() return dead.swarm end,
    model = from_attrs "docker.container",
    container = from_attrs "docker.container",
    image = from_attrs "docker.image",
    network = from_attrs "docker.network",
    volume = from_attrs "docker.volume",
    node = from_attrs "docker.node",
    plugin = from_attrs "docker.plugin",
    secret = from_attrs "docker.secret",
    config = from_attrs "docker.config",
    service = from_attrs "docker.service",
    registry_data = function()
        local attrs = { Descriptor = { digest = "sha256:" .. ("0"):rep(64) } }
        return require("docker.registry_data").from_attrs(dead, "x", attrs)
    end,
}

local function is_pending(noun, entry)
    for _, name in ipairs(pending) do
        if name == noun or name == entry then return true end
    end
    return false
end

-- ---- Reading docker-py's names

local function entries()
    local folder = debug.getinfo(1, "S").source:match("^@(.*)specs/[^/]*$") or "Tests/StdlibTests/"
    local file <close> = assert(io.open(folder .. "docker_py_methods.txt", "rb"))
    local list = {}
    for line in file:lines() do
        local noun, name, rest = line:match("^([%w_]+)%.([%w_]+)(.*)$")
        if noun then
            list[#list + 1] = { noun = noun, name = name, entry = noun .. "." .. name, positional = 0, options = {} }
        else
            rest = line:match("^%s+.*$")
        end
        local last = list[#list]
        for word in (rest or ""):gmatch("%S+") do
            if word:sub(1, 1) == "<" or by_position[("%s %s"):format(last.entry, word)] then
                last.positional = last.positional + 1
            else
                last.options[#last.options + 1] = word
            end
        end
    end
    return list
end

-- ---- Looking for them

-- A field of a noun; nil when there is none of that name. A property that asks the engine is one too.
local function field(noun, name)
    local owner = nouns[noun]()
    local ok, value = pcall(function() return owner[name] end)
    if ok then return value == nil or value, owner end
    if errors.is(value, "lua") and value.message:find("^no '") then return nil, owner end
    return true, owner
end

-- What a method says to an option. No option takes a coroutine, and an `any` goes on to the engine that is not there.
local function refusal(item, f, owner, option)
    local arguments = {}
    if item.noun ~= "docker" and not item.noun:find("s$") and item.noun ~= "swarm" then arguments[1] = owner end
    for _ = 1, item.positional do arguments[#arguments + 1] = "x" end
    arguments[#arguments + 1] = { [option] = coroutine.create(print) }
    local ok, err = pcall(f, table.unpack(arguments))
    return not ok and tostring(err) or "nothing"
end

local function lacks(item, f, owner, option)
    return refusal(item, f, owner, option):find("unknown option", 1, true) ~= nil
end

-- What is missing of one entry.
local function missing(item)
    local found, owner = field(item.noun, item.name)
    if found == nil then return { item.entry } end
    local list = {}
    if #item.options == 0 or type(found) == "boolean" then return list end
    -- A method that takes whatever it is given proves nothing.
    local checks = lacks(item, found, owner, "no_such_option_at_all")
    for _, option in ipairs(item.options) do
        if not checks or lacks(item, found, owner, option) then
            list[#list + 1] = ("%s %s"):format(item.entry, option)
        end
    end
    return list
end

describe("docker-py's", function()
    local used, waiting = {}, {}

    for _, item in ipairs(entries()) do
        if is_pending(item.noun, item.entry) then
            waiting[#waiting + 1] = item.entry
        elseif item.noun ~= "exec_result" then
            it(item.entry .. " is there, with its options", function()
                local unexplained = {}
                local gone = differences[item.entry] and { item.entry } or missing(item)
                for _, name in ipairs(gone) do
                    used[name] = true
                    if not differences[name] then unexplained[#unexplained + 1] = name end
                end
                expect(unexplained):equals {}
            end)
        end
    end

    it("list of names was read", function() expect(#entries()):at_least(150) end)

    engine.it("exec_result has its fields", function()
        local result = engine.start("sleep 60"):exec_run("echo hi")
        expect(result.exit_code):equals(0)
        expect(result.output):equals("hi\n")
    end)

    it("differences are all real", function()
        local stale = {}
        for name in pairs(differences) do
            local noun, entry = name:match("^([%w_]+)"), name:match("^%S+")
            if not used[name] and not is_pending(noun, entry) then stale[#stale + 1] = name end
        end
        expect(stale):equals {}
    end)

    it("remaining nouns are there too", function()
        if #waiting > 0 then test.skip(("%d methods wait for their nouns"):format(#waiting)) end
    end)
end)

return test.report()
