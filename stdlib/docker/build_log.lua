--- The progress of one build: its items, the image that it made, and the step that failed.

local errors = require "moondock.errors"
local buildkit = require "docker.buildkit"
local collection = require "docker.collection"
local dockerfile = require "docker.dockerfile"
local progress = require "docker.progress"

local M = {}

---@class BuildLog
local BuildLog = {}
BuildLog.__index = BuildLog

-- How many of the last lines of a step a message shows, and how much of each.
local SHOWN, WIDEST = 10, 500

--- Begins a log.
---@param text? string the Dockerfile, where it is known
---@param version string of the builder
---@return BuildLog
function M.new(text, version)
    local self = { text = text, version = version, items = {}, output = {}, printer = buildkit.printer() }
    collection.list("build_log_items", self.items)
    return setmetatable(self, BuildLog)
end

local function add_line(self, line)
    -- What goes to stderr comes in colours.
    line = line:gsub("\x1b%[[%d;]*m", "")
    local step, of, instruction = line:match("^Step (%d+)/(%d+) : (.*)$")
    if step then
        self.step, self.output = { number = math.tointeger(step), of = math.tointeger(of), name = instruction }, {}
    elseif line ~= "" and not line:find("^ %-%-%-> ") and not line:find("^Removing intermediate container ") then
        self.output[#self.output + 1] = line
        if #self.output > SHOWN then table.remove(self.output, 1) end
    end
end

--- Reads the next item. What BuildKit sends is decoded: `aux` is its trace and `stream` the text of it.
---@param source Stream
---@return table? item
function M.next(self, source)
    local item = source:next_value()
    if not item then return nil end
    progress.check(item, "ImageBuild")
    local aux = item.aux
    if item.id == buildkit.TRACE and type(aux) == "string" then
        item.aux = buildkit.decode(aux)
        local text = self.printer(item.aux)
        item.stream = text ~= "" and text or nil
        return item
    end
    if type(aux) == "table" and type(aux.ID) == "string" then self.id = aux.ID end
    if type(item.stream) == "string" then
        -- With `q` the id is all there is, and comes as text.
        self.quiet_id = item.stream:match("^(sha256:%x+)%s*$") or self.quiet_id
        -- Engines that are no Docker may tell it nowhere else.
        self.short_id = item.stream:match("^Successfully built (%x+)%s*$") or self.short_id
        for line in item.stream:gmatch("[^\r\n]+") do add_line(self, line) end
    end
    return item
end

--- Keeps an item for the result and for the message.
function BuildLog:keep(item) self.items[#self.items + 1] = item end

--- The id of the image that was built.
---@return string
function BuildLog:image_id()
    local id = self.id or self.quiet_id or self.short_id
    if id then return id end
    errors.raise { kind = "api", operation = "ImageBuild", message = "the engine did not say which image it built" }
end

local SESSION = "what needs a session with BuildKit is not spoken here: secrets, ssh, and folders of this machine; "
    .. "the docker command does"

local function hint_for(self, message)
    if message:find("no active session", 1, true) then return SESSION end
    local _, settings = dockerfile.read(self.text or "")
    if self.version == "1" then
        if message:find("requires BuildKit", 1, true) then return 'builder = "buildkit"' end
        if settings.syntax then
            return ('the Dockerfile asks for the syntax %s, which the classic builder ignores: builder = "buildkit"')
                :format(settings.syntax)
        end
        if message:find("unknown flag", 1, true) then return 'newer flags may need builder = "buildkit"' end
    elseif not settings.syntax and self.text and dockerfile.needs_buildkit(self.text)
        and (message:find("unknown instruction", 1, true) or message:find("unknown flag", 1, true)) then
        return "this engine's BuildKit is older than that syntax; a first line # syntax=docker/dockerfile:1 has it "
            .. "fetch a newer one"
    end
end

local function failure(self, message)
    if self.version == "2" then
        local failed = self.printer:failure()
        if not failed then return nil, {} end
        return failed.name, failed.output
    end
    local step = self.step
    return step and ("step %d/%d %s"):format(step.number, step.of, step.name), self.output
end

local function explained(self, problem)
    local message = problem.message
    if message == "no active sessions" then message = "a step needs a session with the client: no active sessions" end
    local step, output = failure(self, message)
    local lines = { step and ("%s: %s"):format(step, message) or message }
    local text = require "text"
    for i = math.max(1, #output - SHOWN + 1), #output do
        lines[#lines + 1] = "  | " .. text.escape(text.truncate(output[i], WIDEST))
    end
    return errors.new {
        kind = "build",
        operation = "ImageBuild",
        status = problem.status,
        message = table.concat(lines, "\n"),
        reason = problem.message,
        code = problem.code or math.tointeger(tonumber(problem.message:match("non%-zero code: (%d+)")
            or problem.message:match("exit code: (%d+)"))),
        hint = hint_for(self, problem.message) or problem.hint,
        step = step,
        output = output,
        build_log = self.items,
        where = problem.where,
    }
end

-- Refusals of the Dockerfile itself come before the first step, as errors of the request.
local function is_about_build(problem)
    if not errors.is(problem) then return false end
    if errors.is(problem, "build") then return true end
    if problem.operation ~= "ImageBuild" then return false end
    if not errors.is(problem, "api", "invalid_argument", "not_found") then return false end
    local message = tostring(problem.message)
    return problem.status == nil and errors.is(problem, "api", "not_found")
        or message:lower():find("dockerfile", 1, true) ~= nil or message:find("no active session", 1, true) ~= nil
end

--- Calls a function; what it raises about the build is told with the step and its output.
function BuildLog:guard(f, ...)
    local results = table.pack(pcall(f, ...))
    if results[1] then return table.unpack(results, 2, results.n) end
    local problem = results[2]
    error(is_about_build(problem) and explained(self, problem) or problem, 0)
end

return M
