--- Numbers as a line of small bars.
---
---     plot { 1, 5, 2, 8 }                                  --> ▁▅▂█  min 1  max 8
---     c:stats { stream = true }:plot("cpu_percent")         -- on a terminal it grows as samples come

local errors = require "moondock.errors"
local options = require "options"
local text = require "text"

local M = {}

local BARS = { "▁", "▂", "▃", "▄", "▅", "▆", "▇", "█" }

-- Inf and NaN have no height.
local function finite(value)
    return type(value) == "number" and value == value and value > -math.huge and value < math.huge
end

--- Draws the last numbers of a list.
---@param values number[] what is no finite number leaves a gap
---@param width integer columns at most
---@param low? number what the lowest bar stands for; default: the least of the numbers
---@param high? number what the highest bar stands for; default: the greatest
---@return string
function M.sparkline(values, width, low, high)
    local first = math.max(1, #values - width + 1)
    for i = first, #values do
        local value = values[i]
        if finite(value) then
            if not low or value < low then low = value end
            if not high or value > high then high = value end
        end
    end
    local parts = {}
    for i = first, #values do
        local value = values[i]
        if not finite(value) then
            parts[#parts + 1] = " "
        else
            -- Halves first: the difference of huge numbers is no number any more.
            local range = high / 2 - low / 2
            local share = range > 0 and (value / 2 - low / 2) / range or 0
            parts[#parts + 1] = BARS[1 + math.floor(share * (#BARS - 1) + 0.5)]
        end
    end
    return table.concat(parts)
end

local function plain_number(value)
    if math.type(value) == "integer" then return tostring(value) end
    return ("%.4g"):format(value)
end

local function limits(values)
    local low, high
    for _, value in ipairs(values) do
        if finite(value) then
            low, high = math.min(low or value, value), math.max(high or value, value)
        end
    end
    return low, high
end

local function line(values, width, low, high, write)
    if not low then return "no numbers yet" end
    local facts = ("min %s  max %s"):format(write(low), write(high))
    if (require("moondock.host").options or {}).plain then return facts end
    return ("%s  %s"):format(M.sparkline(values, width), facts)
end

--- Options of `plot`.
M.options = {
    { name = "width", type = "integer", default = 60, doc = "columns of bars at most: the last so many numbers" },
}

--- Draws a list of numbers in one line.
---
---     plot { 1, 4, 9, 16, 25 }
---@param values number[]
---@param given? {width: integer?}
---@return string
function M.plot(values, given)
    local o = options.check("plot", M.options, given)
    if type(values) ~= "table" then
        errors.invalid(("plot: expected a list of numbers, got %s"):format(options.quote(values)))
    end
    for i, value in ipairs(values) do
        if type(value) ~= "number" then
            errors.invalid(("plot: item %d is no number but %s"):format(i, options.quote(value)))
        end
    end
    local low, high = limits(values)
    return line(values, math.max(1, o.width), low, high, plain_number)
end

-- The number in a sample: the field itself, or the percentage of that name.
local function reader(field, fields)
    if type(field) == "function" then return field, "value" end
    if type(field) ~= "string" then
        errors.invalid(("stats:plot: expected the name of a field, got %s"):format(options.quote(field)),
            'plot("cpu_percent")')
    end
    local query = require "query"
    local name = field
    for _, known in ipairs(fields) do
        if known == field .. "_percent" then name = known end
    end
    local function read(sample)
        local value = query.field(sample, name)
        if type(value) == "number" then return value end
        local near = require("nearest").hint(require("nearest").find(field, fields))
        errors.invalid(("stats:plot: a sample has no number '%s'"):format(field),
            near or "fields: " .. table.concat(fields, ", "))
    end
    return read, name
end

-- Numbers with the unit that the field's name tells.
local function writer(name)
    if name:find("percent", 1, true) then return function(value) return ("%.1f%%"):format(value) end end
    if name:find("^memory") or name:find("^network") or name:find("^block") then return require("units").size end
    return plain_number
end

--- Draws a field of a stream's samples until it ends: redrawn in place on a terminal, where q ends it too, else a line
--- for each sample.
---@param stream Stream
---@param field string|fun(sample: table): number
---@param fields string[] names that exist, for messages
---@param given? {width: integer?}
function M.follow(stream, field, fields, given)
    local o = options.check("stats:plot", M.options, given)
    local _ <close> = stream
    local read, name = reader(field, fields)
    local write = writer(name)
    local view = require "live.view"
    if not view.is_possible() then
        for sample in stream do
            io.stdout:write(("%s %s\n"):format(name, write(read(sample))))
            io.stdout:flush()
        end
        return
    end
    local values, low, high = {}, nil, nil
    view.run {
        every = 0,
        update = function()
            local sample = stream()
            if sample == nil then return nil end
            local value = read(sample)
            values[#values + 1] = value
            if #values > 1000 then table.remove(values, 1) end
            low, high = math.min(low or value, value), math.max(high or value, value)
            return value
        end,
        draw = function(value, columns)
            local head = ("%s %s  "):format(text.escape(name), text.pad(write(value), 8))
            local tail = text.width(line({}, 1, low, high, write)) + 2
            local width = math.min(o.width, columns - 1 - text.width(head) - tail)
            return { text.truncate(head .. line(values, math.max(1, width), low, high, write), columns - 1) }
        end,
        key = function(key) return key == "q" or key == "escape" end,
    }
end

return M
