-- Walking a lesson by its solutions: what the tests of lessons do, and what their recordings are made of.

local host = require "moondock.host"

local M = {}

--- Runs a function; what it writes meanwhile goes nowhere.
---@return any result its first
---@return string words what it wrote
function M.quietly(f, ...)
    local output = io.stdout
    local words = {}
    io.stdout = { write = function(_, ...) words[#words + 1] = table.concat { ... } end, flush = function() end }
    local real_write, real_print = io.write, print
    io.write, print = function() end, function() end
    local results = table.pack(pcall(f, ...))
    io.stdout, io.write, print = output, real_write, real_print
    if not results[1] then error(results[2], 0) end
    return results[2], table.concat(words, "\n")
end

--- Runs a piece of code as if it had been typed.
---@param code string
function M.type(code)
    M.quietly(assert(host.load(code, "=typed")))
end

--- Does each step as its solution says, checks that it counts as done then and not before, and goes on to the end.
---@param number integer
---@param options? table of `lesson.start`
---@param look? fun() is called where a pupil may look around: at the beginning, and after each step
---@return string words what beginning it wrote
function M.walk(number, options, look)
    local each = lesson.list()[number]
    local _, beginning = M.quietly(lesson.start, number, options)
    if look then assert(lesson.aside(look)) end
    for number_of_step, step in ipairs(each.steps) do
        if not step.always then
            local before = M.quietly(lesson.check)
            if before then error(("step %d is done before anything was done"):format(number_of_step), 0) end
        end
        M.type(lesson.solution())
        if look then assert(lesson.aside(look)) end
        local done, words = M.quietly(lesson.check)
        if not done then error(("step %d is not done by its solution: %s"):format(number_of_step, words), 0) end
        if not M.quietly(lesson.next) then error(("step %d does not end"):format(number_of_step), 0) end
    end
    return beginning
end

return M
