--- Commands of the shell that are not Lua: a line that begins with a dot and a word. Lua never sees them.
---
---     .help containers
---     .load setup.lua
---
--- Other parts of the library add theirs with `commands.add`.

local host = require "moondock.host"
local errors = require "moondock.errors"
local nearest = require "nearest"

local M = {}

local commands, by_name = {}, {}
-- Words of other shells for the same.
local ALIASES = { exit = "quit", q = "quit", h = "help", i = "load", read = "load" }

--- Adds a command, or replaces the one of its name.
---@param command {name: string, arguments: string?, doc: string, run: fun(argument: string): string?, string?, complete: function?}
--- run may return what the shell itself is to do: "quit", "edit", "history" or "time", and an argument for it; complete
--- gets a gathering, see `moondock.complete`
function M.add(command)
    if not by_name[command.name] then
        commands[#commands + 1] = command
        table.sort(commands, function(a, b) return a.name < b.name end)
    else
        for i, old in ipairs(commands) do
            if old.name == command.name then commands[i] = command end
        end
    end
    by_name[command.name] = command
end

--- Lists the commands, sorted by name.
---@return table[]
function M.list()
    return commands
end

--- Tells whether there is a command of a name.
---
---     require("moondock.commands").knows "help"
---@param word string without its dot
---@return boolean
function M.knows(word)
    return (by_name[word] or by_name[ALIASES[word]]) ~= nil
end

local function need(command, argument)
    if argument ~= "" then return argument end
    errors.invalid((".%s needs %s"):format(command, by_name[command].arguments))
end

--- Runs a command.
---@param word string its name without the dot
---@param argument string what follows it
---@return string? action what the shell is to do: "quit", "edit", "history", "time"
---@return string? argument
function M.run(word, argument)
    local command = by_name[word] or by_name[ALIASES[word]]
    if not command then
        local names = {}
        for name in pairs(by_name) do names[#names + 1] = name end
        local found = nearest.find(word, names)
        errors.raise {
            kind = "invalid_argument",
            where = false,
            message = ("no command .%s"):format(word),
            hint = found and ("did you mean .%s?"):format(found) or ".help lists them",
        }
    end
    return command.run(argument)
end

--- Completes the argument of a command.
---@param word string as typed, with its dot
---@param g table a gathering
function M.complete(word, g)
    local command = by_name[word:sub(2)]
    if command and command.complete then command.complete(g) end
end

local function files(g) g.files = true end

local function overview()
    local paint = require "help.paint"
    local lines = {}
    local function add(words, indent, first)
        for i, line in ipairs(paint.wrap(words, paint.width() - indent)) do
            lines[#lines + 1] = (i == 1 and first or (" "):rep(indent)) .. line
        end
    end
    add("Lines are Lua, and a bare expression shows its value; _ is the last one:", 0)
    add("docker.containers.list()", 4, "    ")
    add('c = docker.containers.get("web")', 4, "    ")
    add("c:logs{tail=10}", 4, "    ")
    add("Tab completes names, options and what exists on the engine.", 0)
    add('help(docker.containers.run) tells about a function, help "follow" searches, lesson() teaches step by step.', 0)
    add("Commands of the shell begin with a dot:", 0)
    for _, command in ipairs(commands) do
        local usage = ("  .%s %s"):format(command.name, command.arguments or "")
        if paint.width() >= 60 then
            add(command.doc, 28, ("%-28s"):format(usage))
        else
            lines[#lines + 1] = usage
            add(command.doc, 6)
        end
    end
    return table.concat(lines, "\n")
end

-- Parts that not every library has.
local function has(module)
    for _, path in ipairs(host.library_files()) do
        if path == module .. ".lua" or path == module .. "/init.lua" then return true end
    end
    return false
end

M.add {
    name = "help", arguments = "[TOPIC]", doc = "what there is, or about one thing: .help docker.containers.run",
    run = function(argument)
        local command = by_name[argument:match("^%.(%l+)$")]
        if command then
            print((".%s %s\n%s"):format(command.name, command.arguments or "", command.doc))
        elseif argument ~= "" and has "help" then
            require("help")(argument)
        elseif argument ~= "" then
            print(require("moondock.complete").describe(argument))
        else
            print(overview())
        end
    end,
    complete = function(g)
        for _, command in ipairs(commands) do g:add("." .. command.name, "command", command.doc) end
        require("moondock.complete").topics(g)
    end,
}

M.add {
    name = "connect", arguments = "ADDRESS", doc = "let docker be another engine: .connect tcp://build-host:2375",
    run = function(argument) require("moondock.shell").connect { host = need("connect", argument) } end,
}

M.add {
    name = "use", arguments = "CONTEXT", doc = "let docker be the engine of a context",
    run = function(argument) require("moondock.shell").connect { context = need("use", argument) } end,
    complete = function(g)
        local ok, list = pcall(function() return require("docker").contexts.list() end)
        for _, context in ipairs(ok and list or {}) do
            g:add(context.name, "context", context.host)
        end
    end,
}

M.add {
    name = "load", arguments = "FILE", doc = "run a file of Lua here; its globals stay", complete = files,
    run = function(argument) require("moondock.shell").load(need("load", argument)) end,
}

M.add {
    name = "edit", arguments = "[FILE]", doc = "write Lua in $EDITOR: the last input, or a file", complete = files,
    run = function(argument) return "edit", argument end,
}

M.add {
    name = "history", arguments = "[COUNT]", doc = "the latest inputs, of earlier sessions too; default 20",
    run = function(argument)
        if argument ~= "" and not argument:find("^%d+$") then errors.invalid(".history takes a number") end
        return "history", argument == "" and "20" or argument
    end,
}

M.add {
    name = "time", arguments = "CODE", doc = "run Lua and tell how long it took",
    run = function(argument) return "time", need("time", argument) end,
}

M.add {
    name = "save", arguments = "FILE [COUNT]", doc = "write this session's inputs as a script", complete = files,
    run = function(argument)
        local path, count = need("save", argument):match("^(.-)%s+(%d+)$")
        require("moondock.shell").save(path or argument, tonumber(count))
    end,
}

M.add {
    name = "jobs", doc = "the jobs in the background; see job()",
    run = function() print(tostring(require("job").list())) end,
}

if has "trace" then
    M.add {
        name = "trace", arguments = "curl|http|cli|off", doc = "show each exchange with the engine",
        run = function(argument)
            require("trace").set(need("trace", argument))
        end,
        complete = function(g)
            for _, form in ipairs { "curl", "http", "cli", "off" } do g:add(form, "value") end
        end,
    }
end

M.add {
    name = "quit", arguments = "[CODE]", doc = "leave, with an exit code; Ctrl-D and exit too",
    run = function(argument)
        if not argument:find "^%d?%d?%d?$" then
            errors.invalid((".quit takes an exit code, not %s"):format(argument), ".quit 3")
        end
        return "quit", argument
    end,
}

return M
