--- Hints for what people type who know the docker command or another shell: a line such as `docker ps -a` is no Lua, and
--- what it would be in Lua is told.
---
---     require("moondock.newcomer").line("docker ps -a")     --> "in Lua: docker.containers.list{all=true}"

local M = {}

-- The docker command's words -> what does the same here.
local COMMANDS = {
    attach = 'docker.containers.get("NAME"):attach{stream=true}',
    build = 'docker.images.build(".", {tag="NAME"})',
    container = "docker.containers.list{all=true}",
    context = "docker.contexts.list()",
    cp = 'docker.cp("FILE", "NAME:/tmp")',
    create = 'docker.containers.create("IMAGE")',
    diff = 'docker.containers.get("NAME"):diff()',
    events = "docker.events()",
    exec = 'docker.exec("NAME", "COMMAND"), or docker.containers.get("NAME"):shell()',
    history = 'docker.images.get("NAME"):history()',
    image = "docker.images.list()",
    images = "docker.images.list()",
    info = "docker.info()",
    inspect = 'docker.containers.get("NAME").attrs',
    kill = 'docker.containers.get("NAME"):kill()',
    load = 'docker.images.load{file="FILE"}',
    login = 'docker.login("USER", "PASSWORD")',
    logs = 'docker.logs("NAME", {follow=true})',
    network = "docker.networks.list()",
    node = "docker.nodes.list()",
    pause = 'docker.containers.get("NAME"):pause()',
    plugin = "docker.plugins.list()",
    port = 'docker.containers.get("NAME").ports',
    ps = "docker.containers.list()",
    pull = 'docker.images.pull("NAME")',
    push = 'docker.images.push("NAME")',
    rename = 'docker.containers.get("NAME"):rename("NEW")',
    restart = 'docker.containers.get("NAME"):restart()',
    rm = 'docker.containers.get("NAME"):remove()',
    rmi = 'docker.images.remove("NAME")',
    run = 'docker.containers.run("IMAGE", "COMMAND")',
    save = 'docker.images.get("NAME"):save{to="FILE"}',
    search = 'docker.search("WORD")',
    secret = "docker.secrets.list()",
    service = "docker.services.list()",
    stack = "docker.stack.list()",
    start = 'docker.containers.get("NAME"):start()',
    stats = "docker.stats()",
    stop = 'docker.containers.get("NAME"):stop()',
    swarm = "docker.swarm.init()",
    system = "docker.df()",
    tag = 'docker.images.get("NAME"):tag("NEW")',
    top = "docker.top()",
    unpause = 'docker.containers.get("NAME"):unpause()',
    version = "docker.version()",
    volume = "docker.volumes.list()",
    wait = 'docker.containers.get("NAME"):wait()',
}

-- Words of other shells, where they are no Lua variables.
local WORDS = {
    cat = "io.open(\"FILE\"):read(\"a\") reads a file", cd = "paths count from where moondock was started",
    clear = "Ctrl-L clears the screen", cls = "Ctrl-L clears the screen", ls = "docker.containers.list() lists containers",
    man = "help(docker.containers.run) tells about a function", pwd = "os.getenv(\"PWD\") tells the folder",
    sudo = "moondock asks the engine; it needs no sudo where you may use the engine's socket",
}

-- Functions that are called with brackets, or with one string in quotes.
local CALLS = {
    explain = true, full = true, inspect = true, job = true, lesson = true, print = true, require = true, save = true,
    trace = true, watch = true,
}

-- With this option a list is of all.
local function filled(word, rest)
    local code = COMMANDS[word]
    local wants_all = (" " .. rest .. " "):find("%s%-%a*a%a*%s") or rest:find("--all", 1, true)
    if word == "ps" and wants_all then return "docker.containers.list{all=true}" end
    return code
end

--- A hint for a line that is no Lua.
---@param line string
---@return string? hint
function M.line(line)
    local first, rest = line:match("^%s*([%a]+)%f[%s\0](.*)$")
    if not first then return nil end
    if first == "docker" then
        local word, more = rest:match("^%s+([%a]+)(.*)$")
        local code = word and filled(word, more)
        return code and "in Lua: " .. code
    end
    local argument = CALLS[first] and rest:match("^%s+([%w_.:]+)%s*$")
    if argument then
        -- What is no variable was meant as a word.
        local is_value = tonumber(argument) or first == "print" or argument:find("[.:]")
        return ("in Lua: %s%s"):format(first, (is_value and "(%s)" or ' "%s"'):format(argument))
    end
    local code = WORDS[first] or filled(first, rest)
    return code and (WORDS[first] and code or "in Lua: " .. code) or nil
end

--- A hint for a word that is no variable.
---@param name string
---@return string? hint
function M.name(name)
    if WORDS[name] then return WORDS[name] end
    return COMMANDS[name] and "in Lua: " .. COMMANDS[name] or nil
end

return M
