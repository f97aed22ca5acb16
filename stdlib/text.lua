--- Text on a terminal: how wide it is, how it is cut, and how it is made harmless.
---
---     local text = require "text"
---     text.width("日本")                    --> 4
---     text.truncate("a long name", 6)       --> "a lon…"
---     text.escape("red\27[31m")             --> "red\\x1b[31m"

local codepoint, utf8_len, utf8_offset = utf8.codepoint, utf8.len, utf8.offset

local M = {}

local function is_in(list, code)
    local low, high = 1, #list // 2
    while low <= high do
        local middle = (low + high) // 2
        if code < list[middle * 2 - 1] then
            high = middle - 1
        elseif code > list[middle * 2] then
            low = middle + 1
        else
            return true
        end
    end
    return false
end

local function code_width(code)
    if code < 0x300 then return (code < 0x20 or code >= 0x7f and code < 0xa0) and 0 or 1 end
    local ranges = require "text.ranges"
    if is_in(ranges.zero, code) then return 0 end
    return is_in(ranges.wide, code) and 2 or 1
end

-- Walks text by character as a terminal draws it: a joiner glues the next character on, U+FE0F asks for the wide form,
-- two regional letters make a flag. Calls `each(from, to, width)`; stops when it gives true.
local function walk(s, each)
    local position, length = 1, #s
    local from, width, glued, regional = 1, 0, false, false
    while position <= length do
        local code, after
        if utf8_len(s, position, position) then
            code = codepoint(s, position)
            after = utf8_offset(s, 2, position)
        else
            code, after = 0xfffd, position + 1
        end
        local own = code_width(code)
        local is_regional = code >= 0x1f1e6 and code <= 0x1f1ff
        if position > 1 and (glued or own == 0 and code >= 0x300 or regional and is_regional) then
            if code == 0xfe0f then width = 2 end
            if regional then regional = false end
        else
            if position > 1 and each(from, position - 1, width) then return end
            from, width, regional = position, own, is_regional
            if is_regional then width = 2 end
        end
        glued = code == 0x200d
        position = after
    end
    if length > 0 then each(from, length, width) end
end

--- Counts the columns that text takes on a terminal. Control characters count as none.
---@param s string UTF-8; a byte that is not counts as one column
---@return integer
function M.width(s)
    if not s:find("[^\32-\126]") then return #s end
    local total = 0
    walk(s, function(_, _, width) total = total + width end)
    return total
end

--- Cuts text to so many columns, with … in the last one when something was cut.
---@param s string
---@param columns integer
---@return string
function M.truncate(s, columns)
    if M.width(s) <= columns then return s end
    if columns < 1 then return "" end
    local total, last = 0, 0
    walk(s, function(_, to, width)
        if total + width > columns - 1 then return true end
        total, last = total + width, to
    end)
    return s:sub(1, last) .. "…"
end

--- Fills text with spaces up to so many columns.
---@param s string
---@param columns integer
---@param align? "left"|"right" default left
---@return string
function M.pad(s, columns, align)
    local missing = columns - M.width(s)
    if missing <= 0 then return s end
    local spaces = (" "):rep(missing)
    return align == "right" and spaces .. s or s .. spaces
end

--- Cuts white space off the end, in a time that grows with the length of the text and no faster: the pattern `%s+$`
--- would look at each run of blanks from each of its blanks.
---
---     text.trim_end("log line \n")     --> "log line"
---@param s string
---@return string
function M.trim_end(s)
    return s:match("^(.*%S)") or ""
end

--- The last line that is not blank, without the white space behind it.
---
---     text.last_line("one\ntwo\n\n")     --> "two"
---@param s string
---@return string line "" when all are blank
function M.last_line(s)
    s = M.trim_end(s)
    return s:match("^.*[\r\n](.*)$") or s
end

local NAMED = { ["\n"] = "\\n", ["\r"] = "\\r", ["\t"] = "\\t", ["\\"] = "\\\\" }

local function escape_byte(c)
    return NAMED[c] or ("\\x%02x"):format(c:byte())
end

-- What changes the direction or look of the text around it, or is there without being seen: pairs of first and last.
local DECEIVING = {
    0x80, 0x9f, 0xad, 0xad, 0x34f, 0x34f, 0x61c, 0x61c, 0x115f, 0x1160, 0x17b4, 0x17b5, 0x180b, 0x180e, 0x200b, 0x200b,
    0x200e, 0x200f, 0x2028, 0x202e, 0x2060, 0x206f, 0x3164, 0x3164, 0xfeff, 0xfeff, 0xffa0, 0xffa0, 0xfff0, 0xfffb,
    0xe0000, 0xe0fff,
}

-- Joiners have a work between letters and pictures of many scripts, but none behind a character of ASCII.
local function is_deceiving(code, before)
    if code == 0x200c or code == 0x200d then return before < 0x80 end
    return is_in(DECEIVING, code)
end

local function escape(s, controls)
    s = s:gsub(controls, escape_byte)
    if not s:find("[\x80-\xff]") then return s end
    local parts, position, length, before = {}, 1, #s, 0
    while position <= length do
        -- Most of a text is ASCII, which needs no look at each character.
        local plain = s:match("^[\0-\x7f]+()", position)
        if plain then
            parts[#parts + 1] = s:sub(position, plain - 1)
            position, before = plain, 0
        elseif utf8_len(s, position, position) then
            local after = utf8_offset(s, 2, position)
            local code = codepoint(s, position)
            parts[#parts + 1] = is_deceiving(code, before) and ("\\u{%x}"):format(code) or s:sub(position, after - 1)
            position, before = after, code
        else
            parts[#parts + 1] = ("\\x%02x"):format(s:byte(position))
            position, before = position + 1, 0
        end
    end
    return table.concat(parts)
end

--- Makes text harmless for one line of a terminal: control characters, escape sequences, marks that change the
--- direction and bytes that are not UTF-8 are written as \n, \x1b, \u{202e}.
---@param s string
---@return string
function M.escape(s)
    if not s:find("[%c\x80-\xff]") then return s end
    return escape(s, "%c")
end

--- Makes text of several lines harmless for a terminal: as `escape`, but newlines and tabs stay, a carriage return
--- before a newline goes, and colours are dropped.
---@param s string
---@return string
function M.clean(s)
    if not s:find("[%c\x80-\xff]") then return s end
    s = s:gsub("\r\n", "\n"):gsub("\27%[[%d;:]*m", "")
    return escape(s, "[%z\1-\8\11-\31\127]")
end

return M
