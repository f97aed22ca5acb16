--- Tests: describe, it, expect.
---
---     local test = require "test"
---     local describe, it, expect = test.describe, test.it, test.expect
---
---     describe("sums", function()
---         it("adds", function() expect(1 + 1):equals(2) end)
---     end)
---
---     return test.report()
---
--- Each test runs where it stands and prints a line; `report` prints the count and gives the exit code.

local host = require "moondock.host"
local errors = require "moondock.errors"
local inspect = require "inspect"

local M = {}

local groups, passed, failed, skipped = {}, 0, 0, 0
local running_files = false
local after_each = {}

-- Raised by `skip`; any table that nothing else can be equal to.
local SKIP = {}

local function say(...)
    io.stdout:write(...)
    io.stdout:write("\n")
    io.stdout:flush()
end

--- Groups tests under a name.
---@param name string
---@param body fun()
function M.describe(name, body)
    groups[#groups + 1] = name
    local ok, err = xpcall(body, debug.traceback)
    if not ok then
        failed = failed + 1
        say("FAIL ", table.concat(groups, " "), "\n", tostring(err))
    end
    groups[#groups] = nil
end

-- Runs what tests asked for with `cleanup`, the last first.
local function clean_up()
    local ok, problem = true, nil
    while #after_each > 0 do
        local done, err = pcall(table.remove(after_each))
        if not done and ok then ok, problem = false, err end
    end
    return ok, problem
end

local function explained(err)
    if type(err) == "table" then return { err = err, trace = debug.traceback("", 2) } end
    return { err = debug.traceback(tostring(err), 2) }
end

--- Runs one test. The title is a sentence: "half-close reaches the process".
---@param title string
---@param body fun()
function M.it(title, body)
    local name = table.concat(groups, " ") .. (#groups > 0 and " " or "") .. title
    local ok, problem = xpcall(body, explained)
    local cleaned, leftover = clean_up()
    if ok and not cleaned then ok, problem = false, { err = leftover } end
    if ok then
        passed = passed + 1
        say("ok   ", name)
    elseif rawequal(problem.err, SKIP) then
        skipped = skipped + 1
        say("skip ", name, ": ", SKIP.reason)
    else
        -- Ctrl-C is meant for the whole run.
        if errors.is(problem.err, "interrupted") then error(problem.err, 0) end
        failed = failed + 1
        say("FAIL ", name, "\n", (tostring(problem.err) .. (problem.trace or "")):gsub("[^\n]+", "     %0"))
    end
end

--- Leaves the running test, which counts as skipped, and says why.
---@param reason string
function M.skip(reason)
    SKIP.reason = reason
    error(SKIP, 0)
end

--- Runs a function when the test has ended, however it ends.
---@param f fun()
function M.cleanup(f)
    after_each[#after_each + 1] = f
end

--- Prints the count.
---@return integer code 0 when nothing failed, else 1; as the result of a script it is its exit code
function M.report()
    if running_files then return 0 end
    local text = ("%d passed, %d failed"):format(passed, failed)
    say(skipped > 0 and ("%s, %d skipped"):format(text, skipped) or text)
    return failed == 0 and 0 or 1
end

--- Runs files of tests and reports them together.
---@param files string[]
---@return integer code
function M.run(files)
    for _, file in ipairs(files) do
        require("strict").watch("@" .. file)
        running_files = true
        M.describe(file:match("([^/]+)_spec%.lua$") or file, function() dofile(file) end)
        running_files = false
    end
    return M.report()
end

-- ---- Expectations

local function same(a, b)
    if a == b or a ~= a and b ~= b then return true end
    if type(a) ~= "table" or type(b) ~= "table" then return false end
    for key, value in next, a do
        if not same(value, rawget(b, key)) then return false end
    end
    for key in next, b do
        if rawget(a, key) == nil then return false end
    end
    return true
end

local function show(value)
    return inspect.inspect(value, { width = 100, items = 40, characters = 400, depth = 5 })
end

local function check(ok, text, ...)
    if not ok then error(text:format(...), 3) end
end

---@class Expectation
local Expectation = {}
Expectation.__index = Expectation

--- Begins an expectation: `expect(value):equals(2)`.
---@param value any
---@return Expectation
function M.expect(value)
    return setmetatable({ value = value }, Expectation)
end

--- The value equals another one; tables are compared by their contents.
function Expectation:equals(other)
    check(same(self.value, other), "expected %s, got %s", show(other), show(self.value))
end

--- The value is the very same one.
function Expectation:is(other)
    check(rawequal(self.value, other), "expected %s itself, got %s", show(other), show(self.value))
end

--- The value differs.
function Expectation:differs(other)
    check(not same(self.value, other), "expected anything but %s", show(other))
end

--- The value is neither nil nor false.
function Expectation:is_true()
    check(self.value, "expected something true, got %s", show(self.value))
end

--- The value is nil or false.
function Expectation:is_false()
    check(not self.value, "expected nil or false, got %s", show(self.value))
end

--- The text matches a Lua pattern.
function Expectation:matches(pattern)
    check(type(self.value) == "string" and self.value:find(pattern), "expected text like %s, got %s", show(pattern),
        show(self.value))
end

--- The text contains another one, or the list an item.
function Expectation:contains(part)
    local found = type(self.value) == "string" and self.value:find(part, 1, true) ~= nil
    for _, item in ipairs(type(self.value) == "table" and self.value or {}) do found = found or same(item, part) end
    check(found, "expected %s in %s", show(part), show(self.value))
end

--- The number is at most so much.
function Expectation:at_most(limit)
    check(self.value <= limit, "expected at most %s, got %s", show(limit), show(self.value))
end

--- The number is at least so much.
function Expectation:at_least(limit)
    check(self.value >= limit, "expected at least %s, got %s", show(limit), show(self.value))
end

--- The function raises an error: of a kind, with a message and a hint like the patterns given.
---@param wanted? {kind: string?, message: string?, hint: string?}|string a table, or a pattern for the text
---@return any err
function Expectation:raises(wanted)
    local ok, err = pcall(self.value)
    check(not ok, "expected an error, got none")
    if type(wanted) == "string" then wanted = { text = wanted } end
    wanted = wanted or {}
    local is_error = errors.is(err)
    check(not wanted.kind or is_error and err.kind == wanted.kind, "expected kind %s, got %s", show(wanted.kind),
        is_error and show(err.kind) .. ": " .. tostring(err) or show(err))
    local function like(what, text, pattern)
        local is_like = not pattern or tostring(text):find(pattern) ~= nil
        check(is_like, "expected a %s like %s, got %s", what, show(pattern), show(text))
    end
    like("message", is_error and err.message or err, wanted.message)
    like("hint", is_error and err.hint, wanted.hint)
    like("text", tostring(err), wanted.text)
    return err
end

--- A name that no other run uses, for containers and the like.
---@param prefix? string
---@return string
function M.unique(prefix)
    local _, now = host.now()
    M.names = (M.names or 0) + 1
    return ("%s-%x-%d"):format(prefix or "moondock-test", now // 1000 & 0xffffffffff, M.names)
end

return M
