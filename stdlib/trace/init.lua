--- Shows what goes over the wire between a client and its engine.
---
---     trace "curl"      -- each call as the curl command that gives the same reply
---     trace "http"      -- requests and replies, the frames of streams, upgrades, and how long each took
---     trace "cli"       -- the docker command that does the same, where there is one
---     trace(false)      -- no more
---
--- It is written to standard error; secrets are hidden.

local host = require "moondock.host"
local errors = require "moondock.errors"
local exchanges = require "trace.exchanges"

local M = {}

-- So much of each exchange is kept to be shown.
local LIMIT = 256 * 1024

local current, stop

local forms = {}

-- Exchanges whose command is told when they end, because it says what went in.
local unfinished = {}

-- A call that needs no docker command: the client itself makes it.
local QUIET = { SystemPing = true, SystemPingHead = true }

function forms.curl(exchange, event, _, write)
    if event == "reply" and exchanges.shape(exchange) == "duplex" then
        unfinished[#unfinished + 1] = exchange
    elseif event == "reply" or event == "ended" and not exchange.shown then
        exchange.shown = true
        for i, each in ipairs(unfinished) do
            if each == exchange then table.remove(unfinished, i) end
        end
        write(require("trace.curl").command(exchange))
    end
end

function forms.http(exchange, event, bytes, write)
    require("trace.http").draw(exchange, event, bytes, write)
end

function forms.cli(exchange, event, _, write)
    if event ~= "reply" or QUIET[exchange.operation] then return end
    local command = exchange.operation
        and require("docker.cli").command(exchange.operation, require("trace.request").values(exchange))
    local name = exchange.operation or ("%s %s"):format(exchange.method, exchange.target)
    write(command or ("# no docker command does %s"):format(name))
end

local function painted(line, paint)
    if line:find("^#") or line:find("^=") then return paint.faint(line) end
    if line:find("^→") then return paint.code(line) end
    if line:find("^←") then return paint.name(line) end
    return paint.faint(line)
end

-- What is shown is gathered, and written at once: a call of several lines is one piece on the terminal, and cheap.
local function new_page()
    local paint = require("help.paint").new "stderr"
    local is_terminal = host.terminal().stderr
    local gathered = {}
    local page = {}

    function page.add(lines)
        for line in (lines .. "\n"):gmatch("([^\n]*)\n") do
            if is_terminal then line = require("text").clean(line) end
            gathered[#gathered + 1] = painted(line, paint) .. "\n"
        end
    end

    function page.write()
        if not gathered[1] then return end
        local text = table.concat(gathered)
        gathered = {}
        io.stdout:flush()
        host.write_error(text)
    end

    return page
end

-- Where the form in force draws.
local page

-- Shows what is left to be shown.
local function finish()
    exchanges.drain()
    while unfinished[1] do forms.curl(unfinished[1], "ended", nil, page.add) end
    page.write()
end

--- Chooses the form. `trace(form)` does the same.
---
---     trace.set "http"
---@param form "curl"|"http"|"cli"|"off"|boolean|nil true: curl; false, off: nothing is shown; nil: only tells
---@return string|boolean form that was chosen before
function M.set(form)
    local previous = current or false
    if form == nil then return previous end
    if form == true then form = "curl" end
    if form == "off" then form = false end
    if form and not forms[form] then
        errors.invalid(("trace: expected \"curl\", \"http\", \"cli\" or \"off\", got %s"):format(
            require("options").quote(form)), require("nearest").hint(require("nearest").key(form, forms)))
    end
    if stop then
        finish()
        current = nil
        stop()
        stop = nil
    end
    if form then
        current = form
        page = new_page()
        stop = exchanges.listen(function(exchange, event, bytes)
            forms[form](exchange, event, bytes, page.add)
            page.write()
        end, { limit = LIMIT, watch = 1 })
    end
    return previous
end

--- Runs a function and gives the curl commands for the calls it made. The global `curl` is this function.
---
---     print(curl(function() docker.containers.list { all = true } end))
---@param f function
---@param ... any its arguments
---@return string commands one a line; remarks are comments of sh. Raises the error of the function, after it has
--- written the commands until there to standard error; they are in the error's field `commands` too
function M.curl(f, ...)
    require("task.handle").callable(f, "curl")
    local commands = {}
    local listed = {}
    local done = exchanges.listen(function(exchange, event)
        if event == "request" then listed[#listed + 1] = exchange end
    end, { limit = exchanges.BODY_LIMIT, keep = 0, watch = 32 })
    local ok, problem = pcall(f, ...)
    done()
    for _, exchange in ipairs(listed) do
        if exchange.operation ~= "SystemPingHead" then
            commands[#commands + 1] = require("trace.curl").command(exchange)
        end
    end
    local text = table.concat(commands, "\n")
    if not ok then
        if text ~= "" then
            local remark = new_page()
            remark.add(text)
            remark.write()
        end
        -- Lua's own messages name their line already.
        if type(problem) == "string" then problem = errors.new { kind = "lua", message = problem, where = false } end
        if errors.is(problem) then problem.commands = text end
        error(problem, 0)
    end
    return text
end

--- Shows what is left to be shown. The program calls it at its end.
function M.finish()
    if stop then finish() end
end

return setmetatable(M, {
    __name = "trace",
    __call = function(_, form)
        local previous = M.set(form)
        if form == nil then return previous end
    end,
    __tostring = function() return ("trace: %s"):format(current or "off") end,
})
