--- Sizes and ages: as people write them, and as `docker ps` prints them.
---
---     local units = require "units"
---     units.bytes("512m")      --> 536870912
---     units.size(1240000)      --> "1.24MB"
---     units.age(90)            --> "About a minute"

local errors = require "moondock.errors"

local tointeger, floor = math.tointeger, math.floor

local M = {}

local POWERS = { b = 0, k = 10, m = 20, g = 30, t = 40, p = 50 }

--- Reads a size.
---@param value number|string bytes, or with a unit b k m g t p, powers of 1024, optionally followed by b or ib: "512m",
--- "1.5g", "64MiB". -1 passes, as it means "no limit" to the engine
---@param what? string names the value in the error
---@return integer bytes
function M.bytes(value, what)
    if type(value) == "number" then
        local whole = value == value and value > -2 ^ 62 and value < 2 ^ 62 and tointeger(floor(value))
        if whole then return whole end
    elseif type(value) == "string" then
        local digits, unit = value:match("^%s*(%-?[%d.]+)%s*([%a]*)%s*$")
        local power = unit and (unit == "" and 0 or POWERS[unit:lower():match("^([bkmgtp])i?b?$")])
        local number = digits and tonumber(digits)
        if power and number then
            local whole = tointeger(digits)
            if whole then return whole << power end
            return tointeger(floor(number * (1 << power)))
        end
    end
    return errors.invalid(("%s: expected a size such as \"512m\", got %s"):format(what or "size",
        require("options").quote(value)))
end

local function scaled(value, digits, base, names)
    local index = 1
    while value >= base and index < #names do
        value, index = value / base, index + 1
    end
    return ("%." .. digits .. "g%s"):format(value, names[index])
end

local DECIMAL = { "B", "kB", "MB", "GB", "TB", "PB", "EB" }
local BINARY = { "B", "KiB", "MiB", "GiB", "TiB", "PiB", "EiB" }

--- Writes a size in powers of 1000 with three digits, as `docker images` does.
---@param bytes number
---@return string "4.27MB"
function M.size(bytes)
    return scaled(bytes, 3, 1000, DECIMAL)
end

--- Writes a size in powers of 1024 with four digits, as `docker stats` and `docker info` do.
---@param bytes number
---@return string "1.944GiB"
function M.memory(bytes)
    return scaled(bytes, 4, 1024, BINARY)
end

--- Writes a number of things.
---
---     units.count(1, "input")          --> "1 input"
---     units.count(3, "container")      --> "3 containers"
---@param number integer
---@param one string what one is called
---@param many? string what several are called; default: with an s
---@return string
function M.count(number, one, many)
    return ("%d %s"):format(number, number == 1 and one or many or one .. "s")
end

--- Writes how long something took or is ago, as `docker ps` does.
---@param seconds number
---@return string "5 seconds", "About an hour", "3 weeks"
function M.age(seconds)
    local whole = floor(seconds)
    if whole < 1 then return "Less than a second" end
    if whole == 1 then return "1 second" end
    if whole < 60 then return ("%d seconds"):format(whole) end
    local minutes = whole // 60
    if minutes == 1 then return "About a minute" end
    if minutes < 60 then return ("%d minutes"):format(minutes) end
    local hours = floor(whole / 3600 + 0.5)
    if hours == 1 then return "About an hour" end
    if hours < 48 then return ("%d hours"):format(hours) end
    if hours < 24 * 14 then return ("%d days"):format(hours // 24) end
    if hours < 24 * 60 then return ("%d weeks"):format(hours // 24 // 7) end
    if hours < 24 * 730 then return ("%d months"):format(hours // 24 // 30) end
    return ("%d years"):format(floor(whole / 3600 / 24 / 365))
end

return M
