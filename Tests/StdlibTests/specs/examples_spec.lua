-- Every example in the library's comments is run on a real engine, as the shell would run it: line by line, where lines
-- are complete. Examples speak of a running container "web", which is `c` too, and of the objects named below.

local test = require "test"
local host = require "moondock.host"
local index = require "help.index"
local engine = require "engine_support"
local describe, it, expect = test.describe, engine.it, test.expect

-- What is not run, and why.
local left_out = {
    ["^container:shell$"] = "takes the terminal", ["^container:attach_terminal$"] = "takes the terminal",
    ["^lesson%."] = "lessons have a spec of their own", ["^recipe%.run$"] = "recipes have a spec of their own",
    ["^explain%.always$"] = "sends nothing from then on", ["^trace$"] = "goes on for the rest of the session",
    ["^task%.finish$"] = "ends the session", ["^config%.set$"] = "changes the user's settings",
    ["^config%.reset$"] = "changes the user's settings",
    ["^docker%.contexts%."] = "contexts have a spec with files of its own", ["^context:"] = "as contexts",
    ["^docker%.login$"] = "needs a registry", ["^docker%.images%.push$"] = "needs a registry",
    ["^docker%.images%.pull$"] = "needs a registry", ["^docker%.images%.get_registry_data$"] = "needs a registry",
    ["^docker%.search$"] = "needs Docker Hub", ["^docker%.images%.search$"] = "needs Docker Hub",
    ["^registry_data:"] = "needs a registry", ["^docker%.images%.import_image"] = "needs a file of the user's",
    ["^docker%.plugins%."] = "needs a plugin", ["^plugin:"] = "needs a plugin",
    ["^docker%.swarm%.join$"] = "needs another engine", ["^docker%.swarm%.unlock$"] = "needs a locked engine",
    ["^docker%.swarm%.leave$"] = "the examples after it need the swarm",
    ["^docker%.swarm%.init$"] = "the engine is in a swarm already", ["^docker%.cp$"] = "needs files of the user's",
    ["^docker%.images%.build"] = "needs files of the user's", ["^docker%.images%.load"] = "needs a file of the user's",
    ["^docker%.images%.save$"] = "names an image that is not here", ["^node:remove$"] = "there is one node",
    ["^image:remove$"] = "names an image that is not here", ["^docker%.images%.remove$"] = "names an image that is not here",
    ["^docker%.stack%."] = "stacks have a spec of their own", ["^docker%.with$"] = "names images that are not here",
    ["^container:cp$"] = "needs files of the user's", ["^container:put_archive$"] = "needs files of the user's",
    ["^docker%.top$"] = "takes the terminal",
    ["^watch$"] = "goes on until a key is pressed",
    ["^docker%.connect$"] = "names engines that are not here", ["^docker%.containers%.prune$"] = "removes what others made",
    ["^docker%.images%.prune"] = "removes what others made", ["^docker%.volumes%.prune$"] = "removes what others made",
    ["^docker%.networks%.prune$"] = "removes what others made", ["^container:wait_for$"] = "needs a health check",
    ["^service:rollback$"] = "needs a service that was updated", ["^docker%.logs$"] = "names containers that are not here",
    ["^task:logs$"] = "needs a task that runs", ["^container:commit$"] = "names a registry",
    ["^docker%.containers%.create$"] = "the name is taken by the container of the examples",
    ["^container:unpause$"] = "needs a paused container", ["^container:remove$"] = "removes the container of the examples twice",
    ["^network:"] = "networks have a spec of their own", ["^volume:remove$"] = "removes the volume twice",
    ["^job$"] = "belongs to the shell", ["^explain%.show$"] = "writes to the terminal",
    ["^docker%.secrets%.get$"] = "names a secret that is not here", ["^docker%.configs%.get$"] = "names a config that is not here",
    ["^docker%.services%.create$"] = "names images that are not here",
}

local function reason(name)
    for pattern, why in pairs(left_out) do
        if name:find(pattern) then return why end
    end
end

-- Runs lines as they are complete, an expression first, like the shell.
local function run(lines, env)
    local pending = ""
    for _, line in ipairs(lines) do
        pending = pending .. line .. "\n"
        local chunk, problem = load("return " .. pending, "=example", "t", env)
        if not chunk then chunk, problem = load(pending, "=example", "t", env) end
        if chunk then
            pending = ""
            chunk()
        elseif not problem:find("<eof>") then
            error(problem, 0)
        end
    end
    if pending:find("%S") then error("the example ends in the middle of a line: " .. pending, 0) end
end

local function quiet(env)
    env.print = function() end
    return setmetatable(env, { __index = _G })
end

-- A local of one line is used by the next: lines of an example share their variables.
local function shared(lines)
    local out = {}
    for i, line in ipairs(lines) do out[i] = line:gsub("^local ([%w_, ]+)=", "%1="):gsub("^local ([%w_]+) <close>", "%1") end
    return out
end

local function swarm()
    if docker.info().Swarm.LocalNodeState == "inactive" then
        docker.swarm.init { advertise_addr = "127.0.0.1", listen_addr = "127.0.0.1:2377" }
    end
end

-- The tags of all images, as keys.
local function tags()
    local found = {}
    for _, image in ipairs(docker.api.ImageList {}) do
        for _, tag in ipairs(image.RepoTags or {}) do found[tag] = true end
    end
    return found
end

-- What is on the engine, by kind and id, with how to remove it.
local function everything()
    local found = {}
    local function note(list, remove)
        for _, item in ipairs(list) do found[item.Id or item.ID or item.Name] = remove end
    end
    local api = docker.api
    note(api.ContainerList { all = true }, function(id) api.ContainerDelete { id = id, force = true, v = true } end)
    note(api.NetworkList {}, function(id) api.NetworkDelete { id = id } end)
    note(api.VolumeList {}.Volumes or {}, function(id) api.VolumeDelete { name = id, force = true } end)
    -- By tag: one more tag on an image that was there is new too.
    for tag in pairs(tags()) do
        found["tag " .. tag] = function() api.ImageDelete { name = tag, noprune = true } end
    end
    if docker.info().Swarm.LocalNodeState == "active" then
        note(api.ServiceList {}, function(id) api.ServiceDelete { id = id } end)
        note(api.SecretList {}, function(id) api.SecretDelete { id = id } end)
        note(api.ConfigList {}, function(id) api.ConfigDelete { id = id } end)
    end
    return found
end

-- Removes what was not there before.
local function sweep(before)
    for id, remove in pairs(everything()) do
        if not before[id] then pcall(remove, id) end
    end
end

describe("the example of", function()
    local tags_before
    local function prepare(name)
        local before = everything()
        test.cleanup(function()
            trace(false)
            sweep(before)
        end)
        local env = {
            c = docker.containers.run(engine.image, { "sh", "-c", "echo started; sleep 600" }, {
                detach = true, name = "web", stop_timeout = 1, labels = { app = "web" } }),
            i = docker.images.get(engine.image),
        }
        if name:find("^docker%.volumes%.get") then docker.volumes.create("data") end
        if name:find("^volume:") then env.v = docker.volumes.create(test.unique()) end
        if name:find("^node") or name:find("service") or name:find("secret") or name:find("config") or name:find("task")
            or name:find("swarm") or name:find("nodes") then
            swarm()
            env.n = docker.nodes.list()[1]
            if name:find("^service:") or name:find("^docker%.services%.get") or name:find("tasks") then
                env.s = docker.services.create(engine.image, { name = "web", command = { "sleep", "600" } })
                env.t = engine.eventually("task", function() return docker.tasks.list()[1] end)
            end
        end
        return env
    end

    local examples = {}
    for _, topic in ipairs(index.all()) do
        local is_callable = topic.kind == "function" or topic.kind == "method"
        if is_callable and topic.doc and #topic.doc.examples > 0 and not reason(topic.name) then
            examples[#examples + 1] = topic
        end
    end

    for _, topic in ipairs(examples) do
        it(topic.name .. " runs", function()
            tags_before = tags_before or tags()
            local env = quiet(prepare(topic.name))
            local output = io.output()
            local null <close> = assert(io.open("/dev/null", "w"))
            io.output(null)
            local ok, err = pcall(task.timeout, 6, run, shared(topic.doc.examples), env)
            io.output(output)
            -- What follows or waits is told to go on; it has begun well.
            if not ok and not (type(err) == "table" and err.kind == "timeout") then error(err, 0) end
        end)
    end

    test.it("every function and method is there, with few exceptions", function()
        local without = {}
        for _, topic in ipairs(index.all()) do
            local is_callable = topic.kind == "function" or topic.kind == "method"
            local is_own = not topic.name:find("^stream:") and not topic.name:find("%.finish$")
            if is_callable and is_own and not (topic.doc and #topic.doc.examples > 0) then
                without[#without + 1] = topic.name
            end
        end
        expect(without):equals { "recipe.lines" }
    end)

    test.it("is left out only where it exists", function()
        local unused = {}
        for pattern in pairs(left_out) do
            local found = false
            for _, topic in ipairs(index.all()) do found = found or topic.name:find(pattern) ~= nil end
            if not found then unused[#unused + 1] = pattern end
        end
        expect(unused):equals {}
    end)

    it("leaves nothing behind", function()
        if not tags_before then return end
        pcall(require("swarm_support").depart)
        expect(docker.info().Swarm.LocalNodeState):equals("inactive")
        expect(tags()):equals(tags_before)
    end)
end)

return test.report()
