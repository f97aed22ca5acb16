--- Lessons about the engine's API, on a real engine, step by step.
---
---     lesson()             -- what there is
---     lesson(3)            -- begins one; lesson "images" too
---     lesson.check()       -- looks at the engine: is the task done?
---     lesson.hint()        -- a hint, then the next
---     lesson.solution()    -- how it can be done
---     lesson.next()        -- goes on, when the task is done
---     lesson.quit()        -- ends the lesson and removes what it made
---     lesson("logs", { offline = true })     -- on a recording instead of an engine
---
--- Where no engine can be reached, a lesson runs on a recording of itself, and says so. The recording knows what the lesson
--- asks for; of anything else it says what it knows. What a lesson makes carries the label `moondock.lesson`; nothing else is touched.

local host = require "moondock.host"
local errors = require "moondock.errors"
local options = require "options"

local M = {}

--- Options of `lesson`.
M.options = {
    { name = "offline", type = "boolean", default = false, doc = "take the answers from the lesson's recording" },
    { name = "record", type = "string", doc = "keep what the lesson and its engine say in this file, a recording" },
}

local LABEL = "moondock.lesson"

--- Labels for whatever a lesson lets you create: `labels = lesson.labels`.
M.labels = { [LABEL] = "yes" }

-- number, lesson, step, hints shown, calls made since the step began; client and recording where it has no engine
local current

local names

local function all()
    if names then return names end
    names = {}
    for _, path in ipairs(host.library_files()) do
        local name = path:match("^lessons/(%d+%-[%w-]+)%.lua$")
        if name then names[#names + 1] = name end
    end
    return names
end

--- The lessons, as data: `title`, `summary`, `steps` with `text task hints solution check`.
---
---     for i, each in ipairs(lesson.list()) do print(i, each.title) end
---@return table[]
function M.list()
    local list = {}
    for i, name in ipairs(all()) do list[i] = require("lessons." .. name) end
    return list
end

local function say(...)
    io.stdout:write(...)
    io.stdout:write "\n"
end

local function paragraph(words, indent)
    local paint = require "help.paint"
    for block in (words .. "\n\n"):gmatch("(.-)\n\n+") do
        if block:find("^    ") then
            say(paint.new().code(block))
        else
            for _, line in ipairs(paint.wrap(block, paint.width() - #indent)) do say(indent, line) end
        end
    end
end

-- The pupil has been told in words; the shell need not show the result too.
local function told(result)
    local shell = package.loaded["moondock.shell"]
    if shell then shell.has_told = true end
    return result
end

local function active()
    if not current then errors.invalid("no lesson is running", "lesson(1) begins the first, lesson() lists them") end
    return current
end

-- ---- What a check sees

local State = {}
State.__index = State

--- The calls of an operation since the step began that the engine took.
function State:calls(operation)
    local list = {}
    for _, exchange in ipairs(current.calls) do
        if exchange.operation == operation and exchange.status and exchange.status < 400 then
            list[#list + 1] = { values = require("trace.request").values(exchange), exchange = exchange }
        end
    end
    return list
end

function State:called(operation, condition)
    for _, call in ipairs(self:calls(operation)) do
        if not condition or condition(call.values, call.exchange) then return true end
    end
    return false
end

--- What inspecting a container gives; nil when it is not there.
function State:container(name)
    local ok, attrs = pcall(docker.api.ContainerInspect, { id = name })
    if ok then return attrs end
    if not errors.is(attrs, "not_found") then error(attrs, 0) end
end

-- Where variables are: those of the shell, and globals.
local function scopes()
    local shell = package.loaded["moondock.shell"]
    return shell and { shell.variables(), _G } or { _G }
end

--- A variable that the pupil has set.
function State:value(name)
    for _, scope in ipairs(scopes()) do
        local value = rawget(scope, name)
        if value ~= nil then return value end
    end
end

-- The names that the solutions of a lesson assign to, and that mean nothing yet.
local function new_names(steps)
    local list = {}
    for _, step in ipairs(steps) do
        for left in step.solution:gmatch "([%w_, ]+)=[^=]" do
            for name in left:gmatch "[%a_][%w_]*" do
                if State:value(name) == nil then list[#list + 1] = name end
            end
        end
    end
    return list
end

-- What the pupil has put into them is gone with the lesson: taken again, it is not done before it has begun.
local function forget(list)
    for _, name in ipairs(list) do
        for _, scope in ipairs(scopes()) do rawset(scope, name, nil) end
    end
end

-- ---- Making and removing

-- Calls that remove what is left of lessons; an engine that lacks something has nothing to remove there.
local function clean()
    local filters = { label = { LABEL } }
    local function each(list, remove)
        local ok, items = pcall(list)
        if not ok or type(items) ~= "table" then return end
        for _, item in ipairs(items) do pcall(remove, item) end
    end
    local api = docker.api
    each(function() return api.ServiceList { filters = filters } end, function(s) api.ServiceDelete { id = s.ID } end)
    each(function() return api.ContainerList { all = true, filters = filters } end, function(c)
        api.ContainerDelete { id = c.Id, force = true, v = true }
    end)
    each(function() return api.NetworkList { filters = filters } end, function(n) api.NetworkDelete { id = n.Id } end)
    each(function() return api.VolumeList({ filters = filters }).Volumes or {} end, function(v)
        api.VolumeDelete { name = v.Name }
    end)
    each(function() return api.ImageList { filters = filters } end, function(i)
        api.ImageDelete { name = i.Id, force = true }
    end)
end

--- Packs files as a tar archive, which is what the engine takes as a build context.
---
---     lesson.tar { Dockerfile = "FROM busybox\n" }
---@param files table<string, string> contents by name
---@return string
function M.tar(files)
    local parts, sorted = {}, {}
    for name in pairs(files) do sorted[#sorted + 1] = name end
    table.sort(sorted)
    for _, name in ipairs(sorted) do
        local content = files[name]
        local before = ("%s%s"):format(name .. ("\0"):rep(100 - #name),
            ("%07o\0%07o\0%07o\0%011o\0%011o\0"):format(420, 0, 0, #content, 0))
        local after = "0" .. ("\0"):rep(100) .. "ustar\00000" .. ("\0"):rep(247)
        local sum = 8 * 32
        for i = 1, #before do sum = sum + before:byte(i) end
        for i = 1, #after do sum = sum + after:byte(i) end
        parts[#parts + 1] = before .. ("%06o\0 "):format(sum) .. after .. content .. ("\0"):rep(-#content % 512)
    end
    return table.concat(parts) .. ("\0"):rep(1024)
end

--- Runs a function and gives the bytes that the engine sent as the body of the last reply, as they came: frames
--- and all.
---
---     bytes = lesson.raw(function() docker.logs("web"):read_all() end)
---@param f function
---@return string
function M.raw(f)
    local last
    local stop = require("trace.exchanges").listen(function(exchange) last = exchange end)
    local ok, problem = pcall(f)
    stop()
    if not ok then error(problem, 0) end
    local parts = {}
    for _, piece in ipairs(last and last.pieces or {}) do
        if piece.from == "engine" then parts[#parts + 1] = piece.bytes end
    end
    return table.concat(parts)
end

-- ---- Going through

local function show_step()
    local step = current.lesson.steps[current.step]
    local paint = require("help.paint").new()
    say ""
    say(paint.title(("%s: step %d of %d"):format(current.lesson.title, current.step, #current.lesson.steps)))
    say ""
    paragraph(step.text, "  ")
    say ""
    paragraph("Task: " .. step.task, "  ")
    say ""
    say(paint.faint "  lesson.check()  lesson.hint()  lesson.solution()  lesson.next()  lesson.quit()")
end

local function begin_step(number)
    current.step, current.hints, current.calls, current.is_done = number, 0, {}, false
    local step = current.lesson.steps[number]
    if step.prepare then step.prepare() end
    current.calls = {}
    show_step()
end

--- The words that lessons are called by, in their order: "version", "requests", …
---
---     lesson.names()[3]     --> "images"
---@return string[]
function M.names()
    local list = {}
    for i, name in ipairs(all()) do list[i] = name:match("^%d+%-(.*)$") end
    return list
end

--- The names of the lessons' files and recordings, in their order: "01-version", …
---
---     lesson.files()[3]     --> "03-images"
---@return string[]
function M.files() return table.move(all(), 1, #all(), 1, {}) end

-- ---- Without an engine

local ADVICE = "lesson.hint() helps, lesson.solution() is what was done then"

-- Lets the client ask the recording of a lesson instead of its engine.
local function go_offline(state, name, reason)
    local own = host.library_source(("lessons/%s.har"):format(name))
    local general = host.library_source "lessons/engine.har"
    if not own or not general then
        errors.invalid(("lesson %d has no recording"):format(state.number), "it needs an engine: docker.connect")
    end
    local recording, address, log = require("replay.har").serve({ general, own }, name .. ".har", ADVICE)
    state.client, state.recording = docker, recording
    require("docker.engine").redirect(docker, address)
    say(require("help.paint").new().warning(("%sthis lesson replays a recording from %s."):format(reason, log.comment)))
    say "It knows what the lesson asks for. Nothing that you do reaches an engine before the lesson ends."
end

local function go_online(state)
    if not state.recording then return end
    require("docker.engine").redirect(state.client, nil)
    state.recording:close()
end

-- Finds the engine that the lesson will ask; a recording where none is.
local function reach(state, name, o)
    if o.offline then return go_offline(state, name, "") end
    local ok, problem = pcall(docker.ping)
    if not ok then
        if not errors.is(problem, "connection", "timeout") or o.record then error(problem, 0) end
        return go_offline(state, name, "no engine reachable: ")
    end
    clean()
    if o.record then
        state.finish_record = require("replay.har").record(o.record)
        -- The client asks once more what it knows of its engine, so that the recording has it.
        require("docker.engine").redirect(docker, nil)
        docker.ping()
    end
end

-- The number of a lesson that is named by it, by its word, its file or its title.
local function find(wanted)
    if math.type(wanted) == "integer" and all()[wanted] then return wanted end
    local nearest, known = require "nearest", M.names()
    for number, name in ipairs(known) do
        local file = all()[number]
        if wanted == name or wanted == file or wanted == require("lessons." .. file).title then return number end
    end
    errors.invalid(("there is no lesson %s"):format(options.quote(wanted)),
        type(wanted) == "string" and nearest.hint(nearest.find(wanted, known))
        or ("there are 1 to %d; lesson() lists them"):format(#all()))
end

--- Begins a lesson. `lesson(number)` does the same. One that runs is ended first.
---
---     lesson.start(1)
---     lesson "run"
---     lesson.start("logs", { offline = true })
---@param which integer|string its number, its word or its title
---@param given? table offline record
function M.start(which, given)
    local o = options.check("lesson", M.options, given)
    local number = find(which)
    local name = all()[number]
    if current then M.quit() end
    local loaded = require("lessons." .. name)
    local state = { number = number, lesson = loaded, calls = {}, names = new_names(loaded.steps) }
    reach(state, name, o)
    current = state
    current.stop = require("trace.exchanges").listen(function(exchange, event)
        if event == "request" and current then current.calls[#current.calls + 1] = exchange end
    end)
    local ok, problem = pcall(begin_step, 1)
    if not ok then
        M.quit()
        error(problem, 0)
    end
end

--- Runs a function whose calls do not count for the task of the step.
---
---     lesson.aside(docker.version)
---@param f function
---@param ... any its arguments
---@return boolean ok as of pcall, and what follows it
function M.aside(f, ...)
    local lasting = active()
    local calls = lasting.calls
    -- Those that were made so far can be asked for meanwhile.
    lasting.calls = table.move(calls, 1, #calls, 1, {})
    local results = table.pack(pcall(f, ...))
    lasting.calls = calls
    return table.unpack(results, 1, results.n)
end

--- Looks whether the task of the step is done.
---
---     lesson.check()
---@return boolean done
function M.check()
    active()
    local step = current.lesson.steps[current.step]
    local state = setmetatable({}, State)
    local ok, done, missing = M.aside(step.check, state)
    if not ok then done, missing = false, tostring(done) end
    current.is_done = done and true or false
    local paint = require("help.paint").new()
    if current.is_done then
        say(paint.good "✓ ", step.praise or "done", paint.faint "   lesson.next() goes on")
    else
        say(paint.bad "✗ ", missing or "not yet", paint.faint "   lesson.hint() helps")
    end
    return told(current.is_done)
end

--- Shows the next hint.
---
---     lesson.hint()
function M.hint()
    active()
    local hints = current.lesson.steps[current.step].hints
    current.hints = math.min(current.hints + 1, #hints)
    paragraph(("Hint %d of %d: %s"):format(current.hints, #hints, hints[current.hints]), "  ")
end

--- Shows how the task can be done.
---
---     lesson.solution()
---@return string code
function M.solution()
    active()
    return current.lesson.steps[current.step].solution
end

--- Goes on to the next step when the task is done; after the last one the lesson ends.
---
---     lesson.next()
---@return boolean gone_on
function M.next()
    active()
    if not current.is_done and not M.check() then return told(false) end
    if current.step < #current.lesson.steps then
        begin_step(current.step + 1)
        return told(true)
    end
    local number = current.number
    M.quit()
    say(("That was lesson %d. %s"):format(number, all()[number + 1] and ("lesson(%d) is the next."):format(number + 1)
        or "It was the last one."))
    return told(true)
end

--- Ends the lesson and removes what it has made, the variables that it asked for among it.
---
---     lesson.quit()
function M.quit()
    if not current then return end
    local ended = current
    current = nil
    ended.stop()
    forget(ended.names)
    if ended.finish_record then ended.finish_record() end
    if ended.recording then return go_online(ended) end
    if ended.lesson.finish then pcall(ended.lesson.finish) end
    clean()
end

--- Tells whether the lesson that runs has a recording instead of an engine.
---
---     lesson.is_offline()
---@return boolean
function M.is_offline()
    return current ~= nil and current.recording ~= nil
end

--- Prints the list of lessons. `lesson()` does the same.
---
---     lesson.show()
function M.show()
    local paint = require("help.paint").new()
    for i, each in ipairs(M.list()) do
        local mark = current and current.number == i and paint.good "▸" or " "
        local indent = 39
        local lines = require("help.paint").wrap(each.summary, math.max(20, require("help.paint").width() - indent))
        say(("%s %2d  %s  %s"):format(mark, i, paint.name(require("text").pad(each.title, 31)),
            table.concat(lines, "\n" .. (" "):rep(indent))))
    end
    say(paint.faint "lesson(1) begins the first; without an engine it runs on a recording")
end

return setmetatable(M, {
    __name = "lesson",
    __call = function(_, which, given) if which == nil then M.show() else M.start(which, given) end end,
    __tostring = function()
        if not current then return "lesson: none is running" end
        return ("lesson %d, step %d%s"):format(current.number, current.step,
            current.recording and ", on a recording" or "")
    end,
})
