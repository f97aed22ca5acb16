--- Durations and points in time, exact to the nanosecond.
---
---     local time = require "time"
---     time.seconds("1h30m")                        --> 5400.0
---     time.nanoseconds("250ms")                    --> 250000000
---     time.stamp("2026-01-02T03:04:05.123456789Z") --> "1767323045.123456789"
---     time.stamp("10m")                            --> ten minutes ago, in the same form

local host = require "moondock.host"
local errors = require "moondock.errors"

local tointeger, mathtype = math.tointeger, math.type

local M = {}

local UNITS = {
    ns = 1, us = 1000, ["µs"] = 1000, ["μs"] = 1000, ms = 1000000, s = 1000000000,
    m = 60 * 1000000000, h = 3600 * 1000000000, d = 86400 * 1000000000, w = 604800 * 1000000000,
}

local function bad(value, what, expected)
    errors.invalid(("%s: expected %s, got %s"):format(what, expected, require("options").quote(value)))
end

-- "12.5" with the size of its unit, in whole units of a nanosecond; nothing goes through a float.
local function scaled(digits, unit)
    local whole, fraction = digits:match("^(%d*)%.?(%d*)$")
    if not whole or whole == "" and fraction == "" then return nil end
    local count = tointeger(whole == "" and "0" or whole)
    if not count or count >= math.maxinteger // unit then return nil end
    local total = count * unit
    local place = unit
    for digit in fraction:gmatch("%d") do
        if place % 10 ~= 0 then
            total = total + tonumber(digit) * place // 10
            break
        end
        place = place // 10
        total = total + tonumber(digit) * place
    end
    return tointeger(total)
end

-- "1h30m" -> nanoseconds, or nil.
local function parse_duration(text)
    local sign, rest = text:match("^([+-]?)(.+)$")
    if not rest then return nil end
    if rest == "0" then return 0 end
    local total, position = 0, 1
    while position <= #rest do
        local digits, unit, after = rest:match("^([%d.]+)([^%d.%s]+)()", position)
        local size = unit and UNITS[unit]
        local part = size and scaled(digits, size)
        if not part then return nil end
        total, position = total + part, after
    end
    return sign == "-" and -total or total
end

--- Reads a duration into nanoseconds.
---@param value integer|string nanoseconds, or units w d h m s ms us ns in any mixture: "1h30m", "1.5s"
---@param what? string names the value in the error
---@return integer
function M.nanoseconds(value, what)
    if tointeger(value) and type(value) == "number" then return tointeger(value) end
    local result = type(value) == "string" and parse_duration(value)
    return result or bad(value, what or "duration", 'a duration such as "30s"')
end

--- Reads a duration into seconds.
---@param value number|string seconds, or a duration such as "1h30m"
---@param what? string names the value in the error
---@return number
function M.seconds(value, what)
    if type(value) == "number" then return value end
    local result = type(value) == "string" and (parse_duration(value) or nil)
    if result then return result / 1e9 end
    local number = type(value) == "string" and tonumber(value)
    return number or bad(value, what or "duration", 'seconds or a duration such as "30s"')
end

--- Writes a duration as people do.
---@param seconds number
---@return string text "250ms", "1.5s", "1h2m3s"
function M.duration(seconds)
    if seconds < 0 then return "-" .. M.duration(-seconds) end
    if seconds > 0 and seconds < 1 then return ("%.4gms"):format(seconds * 1000) end
    if seconds < 60 then return ("%.4gs"):format(seconds) end
    local hours, minutes, rest = seconds // 3600, seconds % 3600 // 60, seconds % 60
    local text = rest > 0 and ("%.4gs"):format(rest) or ""
    if minutes > 0 then text = ("%dm"):format(minutes) .. text end
    if hours > 0 then text = ("%dh"):format(hours) .. text end
    return text
end

-- Days since 1970-01-01 of a date of the Gregorian calendar.
local function days(year, month, day)
    if month <= 2 then year = year - 1 end
    local era = year // 400
    local of_era = year - era * 400
    local of_year = (153 * (month > 2 and month - 3 or month + 9) + 2) // 5 + day - 1
    return era * 146097 + of_era * 365 + of_era // 4 - of_era // 100 + of_year - 719468
end

--- Reads an RFC 3339 time. A time without a zone, or a date alone, is local time.
---@param text string "2026-01-02T03:04:05.123456789Z", "…+02:00", "2026-01-02 03:04", "2026-01-02"
---@return integer? seconds since 1970, nil when it is no such text
---@return integer? nanoseconds of the second
function M.parse(text)
    local year, month, day, rest = text:match("^(%d%d%d%d)%-(%d%d)%-(%d%d)(.*)$")
    if not year then return nil end
    year, month, day = tointeger(year), tointeger(month), tointeger(day)
    local hour, minute, second, fraction, zone = 0, 0, 0, "", ""
    if rest ~= "" then
        local clock
        hour, minute, clock = rest:match("^[Tt ](%d%d):(%d%d)(.*)$")
        if not hour then return nil end
        local digits, after = clock:match("^:(%d%d)(.*)$")
        if digits then second, clock = tointeger(digits), after end
        local dot, behind = clock:match("^%.(%d+)(.*)$")
        if dot then fraction, clock = dot, behind end
        zone = clock
        hour, minute = tointeger(hour), tointeger(minute)
    end
    if month < 1 or month > 12 or day < 1 or day > 31 or hour > 24 or minute > 59 or second > 60 then return nil end
    local nanoseconds = tointeger((fraction .. ("0"):rep(9)):sub(1, 9))
    if zone == "" then
        local fields = { year = year, month = month, day = day, hour = hour, min = minute, sec = second }
        return os.time(fields), nanoseconds
    end
    local offset = 0
    if zone ~= "Z" and zone ~= "z" then
        local sign, hours, minutes = zone:match("^([+-])(%d%d):?(%d%d)$")
        if not sign then return nil end
        offset = (tointeger(hours) * 3600 + tointeger(minutes) * 60) * (sign == "-" and -1 or 1)
    end
    return days(year, month, day) * 86400 + hour * 3600 + minute * 60 + second - offset, nanoseconds
end

local function stamp_of(nanoseconds)
    return ("%d.%09d"):format(nanoseconds // 1000000000, nanoseconds % 1000000000)
end

--- Makes a point in time as the engine takes it: seconds since 1970 with nine decimals.
---@param value number|string seconds since 1970; RFC 3339; or a duration, meaning that long ago
---@param what? string names the value in the error
---@return string stamp "1767323045.123456789"; whole seconds without decimals
function M.stamp(value, what)
    if type(value) == "number" then
        if mathtype(value) == "integer" then return ("%d"):format(value) end
        if value == value and value > -9e9 and value < 9e9 * 1000 then return ("%.9f"):format(value) end
    elseif type(value) == "string" then
        if value:find("^%d+$") or value:find("^%d+%.%d%d?%d?%d?%d?%d?%d?%d?%d?$") then return value end
        local seconds, nanoseconds = M.parse(value)
        if seconds then return stamp_of(seconds * 1000000000 + nanoseconds) end
        local ago = parse_duration(value)
        if ago then
            local _, now = host.now()
            return stamp_of(now - ago)
        end
    end
    return bad(value, what or "time", 'seconds since 1970, RFC 3339 or a duration such as "10m"')
end

--- The time now.
---@return number seconds since 1970
---@return integer nanoseconds the same, exact
function M.now()
    return host.now()
end

return M
