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

-- Words that stand between docker and what is to be done; the value is what `ls` of them and the bare word mean.
local GROUPS = {
    container = "docker.containers", image = "docker.images", network = "docker.networks", volume = "docker.volumes",
}

-- What a command of a group is called without the group.
local SAME = { ls = { container = "ps", image = "images" }, list = { container = "ps", image = "images" },
    rm = { container = "rm", image = "rmi" } }

-- Commands of two words.
local PAIRS = {
    ["system df"] = "docker.df()", ["system info"] = "docker.info()", ["system events"] = "docker.events()",
    ["system prune"] = "docker.containers.prune(), docker.networks.prune(), docker.images.prune()",
    ["network create"] = 'docker.networks.create("NAME")', ["volume create"] = 'docker.volumes.create("NAME")',
    ["network connect"] = 'docker.networks.get("NAME"):connect("NEW")',
    ["network disconnect"] = 'docker.networks.get("NAME"):disconnect("NEW")',
}

-- Options that are followed by their value, by command.
local VALUED = {
    logs = "since until tail n", exec = "user u workdir w env e", stop = "time t", restart = "time t", kill = "signal s",
    run = "name p publish v volume e env w workdir u user network l label restart memory m hostname h entrypoint",
    build = "t tag f file", save = "o output", load = "i input",
}

-- What the command's options are in Lua, by command: the option's words, and the text of the field.
local FIELDS = {
    logs = { { "f follow", "follow=true" }, { "since", "since=%q" }, { "until", "until_=%q" }, { "tail n", "tail=%s" },
        { "t timestamps", "timestamps=true" } },
    rm = { { "f force", "force=true" }, { "v volumes", "v=true" } },
    rmi = { { "f force", "force=true" } },
    ps = { { "a all", "all=true" } },
    stop = { { "t time", "timeout=%s" } }, restart = { { "t time", "timeout=%s" } },
    run = { { "d detach", "detach=true" }, { "name", "name=%q" }, { "rm", "remove=true" } },
}

local function has(words, word) return (" " .. (words or "") .. " "):find(" " .. word .. " ", 1, true) ~= nil end

-- Splits what follows a command: its options by name, true or their value, and its other words.
local function parse(word, rest)
    local given, positional = {}, {}
    local waiting
    for piece in rest:gmatch "%S+" do
        local name, value = piece:match "^%-%-([%a-]+)=?(.*)$"
        if waiting then
            given[waiting], waiting = piece, nil
        elseif #positional > 0 and (word == "run" or word == "exec") then
            positional[#positional + 1] = piece
        elseif name then
            given[name] = value ~= "" and value or true
            if value == "" and has(VALUED[word], name) then waiting = name end
        elseif piece:find "^%-%a" then
            for letter in piece:sub(2):gmatch "%a" do
                given[letter] = true
                if has(VALUED[word], letter) then waiting = letter end
            end
        else
            positional[#positional + 1] = piece
        end
    end
    return given, positional
end

-- The table of options, with brackets where the call has none yet.
local function fields(word, given)
    local list = {}
    for _, field in ipairs(FIELDS[word] or {}) do
        for name in field[1]:gmatch "%S+" do
            local value = given[name]
            local fits = value and (value == true or not field[2]:find "%%s" or tonumber(value))
            if fits and (value ~= true or not field[2]:find "%%") then list[#list + 1] = field[2]:format(value) end
        end
    end
    return #list > 0 and "{" .. table.concat(list, ", ") .. "}" or nil
end

-- Puts the words that were typed where the code has NAME, NEW, IMAGE, COMMAND, FILE and WORD.
local function named(code, positional)
    local first, second = positional[1], positional[2]
    local rest = #positional > 1 and table.concat(positional, " ", 2) or nil
    local values = { NAME = first, IMAGE = first, WORD = first, NEW = second, COMMAND = rest, FILE = first }
    return (code:gsub('"(%u+)"', function(place)
        local value = values[place]
        return value and not value:find '[%c"\\]' and '"' .. value .. '"' or nil
    end))
end

-- What a line of the docker command is in Lua; nil for a command that there is not.
local function translated(word, rest)
    local next_word, after = rest:match "^%s+(%a+)(.*)$"
    local code = next_word and PAIRS[word .. " " .. next_word]
    if code then return named(code, select(2, parse(next_word, after))) end
    local group = GROUPS[word]
    if group and next_word then
        local same = SAME[next_word] and SAME[next_word][word] or next_word
        if (same == "inspect" or same == "rm") and word ~= "container" then
            local _, positional = parse(same, after)
            return named(('%s.get("NAME")%s'):format(group, same == "rm" and ":remove()" or ".attrs"), positional)
        elseif same == "prune" then
            return group .. ".prune()"
        elseif COMMANDS[same] and (word == "container" or word == "image") then
            word, rest = same, after
        end
    end
    code = COMMANDS[word]
    if not code then return nil end
    local given, positional = parse(word, rest)
    local options = fields(word, given)
    if word == "exec" and (given.i or given.t or given.interactive or given.tty) then
        code = 'docker.containers.get("NAME"):shell()'
    elseif word == "cp" and #positional == 2 then
        return named('docker.cp("NAME", "NEW")', positional)
    elseif word == "stats" and positional[1] then
        code = 'docker.containers.get("NAME"):stats()'
    elseif word == "top" and positional[1] then
        code = 'docker.containers.get("NAME"):top()'
    elseif word == "exec" and #positional > 1 then
        code = 'docker.exec("NAME", "COMMAND")'
    elseif word == "run" and #positional == 1 then
        code = 'docker.containers.run("IMAGE")'
    elseif word == "logs" and (options or positional[1]) then
        code = 'docker.logs("NAME")'
    end
    if options and code:sub(-2) == "()" then
        code = code:sub(1, -3) .. options
    elseif options then
        code = code:sub(1, -2) .. ", " .. options .. ")"
    end
    return named(code, positional)
end

--- A hint for a line that is no Lua.
---@param line string
---@return string? hint
function M.line(line)
    local first, rest = line:match("^%s*([%a]+)%f[%s\0](.*)$")
    if not first then return nil end
    if first == "docker" then
        local word, more = rest:match("^%s+([%a]+)(.*)$")
        local code = word and translated(word, more)
        return code and "in Lua: " .. code
    end
    local argument = CALLS[first] and rest:match("^%s+([%w_.:]+)%s*$")
    if argument then
        -- What is no variable was meant as a word.
        local is_value = tonumber(argument) or first == "print" or argument:find("[.:]")
        return ("in Lua: %s%s"):format(first, (is_value and "(%s)" or ' "%s"'):format(argument))
    end
    local code = WORDS[first] or translated(first, rest)
    return code and (WORDS[first] and code or "in Lua: " .. code) or nil
end

-- Parts of Lua's messages, and what may have been meant.
local MISTAKES = {
    ["function arguments expected"] = 'a method is called with brackets, c:logs(); a field is read with a dot, c.status',
    ["unfinished string"] = "a string ends with the quote that it begins with",
    ["near '!'"] = "not equal is ~= in Lua, and not x negates",
    ["syntax error near '+'"] = "there is no += and ++ in Lua: x = x + 1",
    ["symbol near '='"] = "an assignment is name = value, equal is ==",
}

--- A hint for what Lua says of a line that it cannot read.
---@param message string
---@return string? hint
function M.mistake(message)
    for part, hint in pairs(MISTAKES) do
        if message:find(part, 1, true) then return hint end
    end
end

--- A hint for what Lua says of a line that failed.
---
---     newcomer.failure("attempt to call a nil value (method 'wiat')")     --> "did you mean 'wait'?"
---@param message string
---@return string? hint
function M.failure(message)
    local method = message:match "attempt to call a nil value %(method '([%w_]+)'%)"
    if method then
        local known = {}
        for _, topic in ipairs(require("help.index").all()) do
            if topic.kind == "method" then known[#known + 1] = topic.name:match ":([%w_]+)$" end
        end
        local nearest = require "nearest"
        return nearest.hint(nearest.find(method, known))
    end
    if message:find "attempt to index a nil value %(field '[?i]" then
        return "the list has no such entry: #list tells how many there are, and the first is list[1]"
    end
end

--- A hint for a word that is no variable.
---@param name string
---@return string? hint
function M.name(name)
    if WORDS[name] then return WORDS[name] end
    return COMMANDS[name] and "in Lua: " .. COMMANDS[name] or nil
end

return M
