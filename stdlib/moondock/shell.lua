--- What runs the lines of the shell: session variables, `_`, the greeting, the prompt, the inputs of the session.
---
--- The shell rewrites top-level `local`s to assignments and names them here, so that they outlive their line. They live
--- in a scope of their own in front of the globals: a `local print` at the prompt changes nobody else's `print`.

local host = require "moondock.host"
local errors = require "moondock.errors"

local M = {}

local variables, declared = {}, {}
-- What was typed in this session: { text =, worked =, secret = }.
local inputs = {}

local scope = setmetatable({}, {
    __index = function(_, name)
        if declared[name] then return variables[name] end
        return _G[name]
    end,
    __newindex = function(_, name, value)
        if declared[name] then variables[name] = value else _G[name] = value end
    end,
})

--- Session variables and their values, for completion.
---@return table<string, any>
function M.variables()
    return variables
end

--- Runs what was typed.
---@param source string Lua text, an expression or statements
---@param ... string names of session variables that it declares
---@return any ... its results
function M.eval(source, ...)
    local run, message = host.load(source, "=shell", scope)
    if not run then
        local newcomer = require "moondock.newcomer"
        local hint = newcomer.line(source) or newcomer.mistake(message)
        error(errors.new { kind = "lua", message = message, hint = hint, where = false }, 0)
    end
    local guard = package.loaded["moondock.guard"]
    if guard then guard.line_began() end
    for i = 1, select("#", ...) do declared[(select(i, ...))] = true end
    M.has_told = false
    return run()
end

--- Whether what was typed has said in words what its result is, which need not be shown then.
M.has_told = false

--- Remembers the first result as `_` and shows all of them.
---@param ... any
function M.show(...)
    M.remember(...)
    if not M.has_told then require("display").show(...) end
end

--- Remembers the first result as `_`, for a line that ends with a semicolon.
---@param ... any
function M.remember(...)
    if select("#", ...) > 0 then rawset(_G, "_", (...)) end
end

--- Notes what came of an input, for `save`; the engine may have changed meanwhile.
---@param typed string
---@param worked boolean it raised no error
---@param secret boolean it seems to hold a secret and must not be written down
---@param kind? string of the error
function M.after(typed, worked, secret, kind)
    -- A stream that broke off in the middle.
    if kind == "connection" then M.reachable = false end
    inputs[#inputs + 1] = { text = typed, worked = worked, secret = secret }
    local live = package.loaded["moondock.live"]
    if live then live.expire() end
    local guard = package.loaded["moondock.guard"]
    if guard then guard.line_ended() end
end

--- The last input that was typed, for the editor.
---@return string
function M.last_input()
    return inputs[#inputs] and inputs[#inputs].text or ""
end

local function expanded(path)
    if path:sub(1, 2) ~= "~/" then return path end
    local home = os.getenv("HOME")
    return home and home .. path:sub(2) or path
end

--- Writes the inputs of this session as a script. Those that failed, and those that seem to hold a secret, are left out.
---
---     save("x.lua", 5)
---@param path string
---@param count? integer how many of the latest; default all
function M.save(path, count)
    if type(path) ~= "string" or path == "" then errors.invalid("save needs the name of a file", 'save("session.lua")') end
    local kept, secrets = {}, 0
    for i = #inputs, 1, -1 do
        local input = inputs[i]
        if count and #kept >= count then break end
        if input.secret then
            secrets = secrets + 1
        elseif input.worked then
            table.insert(kept, 1, input.text)
        end
    end
    if #kept == 0 then errors.invalid("nothing to save: no input of this session has worked") end
    local lines = { "#!/usr/bin/env moondock" }
    for _, text in ipairs(kept) do
        -- At the prompt an expression is shown; in a script it is printed.
        local is_expression = host.load("return " .. text, "=save") ~= nil and not text:find("^%s*return%f[^%w_]")
        local is_call = load(text, "=save", "t") ~= nil
        lines[#lines + 1] = is_expression and not is_call and ("print((%s))"):format((text:gsub("%s*;%s*$", ""))) or text
    end
    host.write_file(expanded(path), table.concat(lines, "\n") .. "\n")
    local note = secrets > 0 and (", %d left out that seemed to hold a secret"):format(secrets) or ""
    host.write_error(("%s written to %s%s\n"):format(require("units").count(#kept, "input"), path, note))
end

--- Runs a file of Lua in the session: its globals, and what it assigns to session variables, stay.
---@param path string
function M.load(path)
    local file, problem = io.open(expanded(path), "rb")
    if not file then errors.invalid(("cannot read %s"):format(problem)) end
    local text = file:read("a")
    file:close()
    if not text then errors.invalid(("cannot read %s"):format(path)) end
    local run, message = host.load((text:gsub("^#[^\n]*", "")), "@" .. path, scope)
    if not run then error(errors.new { kind = "lua", message = message, where = false }, 0) end
    run()
end

-- ---- Which engine

-- What the shell was told to talk to by .connect or .use, for the prompt.
local chosen

--- Lets the global `docker` be another engine, and says which.
---@param where {host: string?, context: string?}
function M.connect(where)
    local client = require("docker").connect(where)
    local line, reachable = M.greeting(0.5, client)
    rawset(_G, "docker", client)
    chosen, M.reachable = where.context or where.host, reachable
    print(line)
end

local function label(address)
    return not address:find("^unix:") and address or nil
end

--- Whether the engine answered when it was last asked; nil when nobody knows.
M.reachable = nil

local reported

--- Makes the prompt: `moondock> `, with the engine's name when it is not the usual one; in red when it is out of reach.
--- The setting `prompt` replaces it.
---@param colour boolean
---@return string
function M.prompt(colour)
    local custom = require("config").get("prompt")
    if type(custom) == "string" then return custom end
    if custom then
        local ok, made = pcall(custom)
        if ok and type(made) == "string" then return made end
        if reported ~= custom then
            reported = custom
            local problem = ok and ("it gave a %s, not a string"):format(type(made)) or tostring(made)
            errors.tell(("moondock: the prompt's function failed: %s"):format(problem))
        end
    end
    local docker = rawget(_G, "docker")
    local target = docker and require("docker.client").is_client(docker) and docker.target()
    local context = target and target.context ~= "default" and target.context or nil
    local name = target and (chosen or context or label(target.address))
    local production = target and require("moondock.guard").is_production(target, chosen)
    local text = name and ("moondock %s%s>"):format(name, production and "!" or "")
        or production and "moondock!>" or "moondock>"
    if not colour then return text .. " " end
    local style = (production or M.reachable == false) and "1;31" or "1;36"
    return ("\27[%sm%s\27[0m "):format(style, text)
end

--- Prepares what only the shell has: `save`, `help`'s bare word, the question before destroying, a note of whether the
--- engine answers.
function M.begin()
    rawset(_G, "save", M.save)
    require("moondock.guard").install(function(reachable) M.reachable = reachable end, function() return chosen end)
end

--- Says which engine the shell talks to, in one line.
---@param limit? number seconds to wait for it; default 0.5
---@param client? Client default: the global `docker`
---@return string line
---@return boolean reachable
function M.greeting(limit, client)
    local docker = client or rawget(_G, "docker") or require "docker"
    local ok, version = pcall(function()
        return require("task").timeout(limit or 0.5, function() return docker.version() end)
    end)
    local address = docker.target().address
    if ok then return ("engine %s, API %s, at %s"):format(version.Version, version.ApiVersion, address), true end
    if errors.is(version, "timeout") then return ("no answer yet from the engine at %s"):format(address), false end
    local reason = type(version) == "table" and rawget(version, "message") or tostring(version)
    return reason, false
end

--- Greets: gives the line about the engine when it is there at once, and else writes it when it comes, so that nobody
--- waits for a slow engine before the first prompt.
---@param colour boolean
---@return string? line
function M.greet(colour)
    local ready, is_late, line = host.event(), false, nil
    require("task").spawn(function()
        line, M.reachable = M.greeting(10)
        if is_late then
            host.write_error((colour and "\27[2m%s\27[0m\n" or "%s\n"):format(require("text").escape(line)))
        end
        host.signal(ready)
    end)
    host.wait(ready, 0.04)
    is_late = line == nil
    return line
end

return M
