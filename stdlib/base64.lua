--- Base64, as RFC 4648 has it.
---
---     base64.encode("hi")      --> "aGk="
---     base64.decode("aGk=")    --> "hi"

local errors = require "moondock.errors"

local char, byte, concat = string.char, string.byte, table.concat

local M = {}

local ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"

local letter_of, value_of = {}, {}
for value = 0, 63 do
    local letter = ALPHABET:sub(value + 1, value + 1)
    letter_of[value], value_of[letter:byte()] = letter, value
end
-- The URL-safe alphabet is read as well.
value_of[byte "-"], value_of[byte "_"] = 62, 63

--- Encodes bytes.
---
---     base64.encode("hello")     --> "aGVsbG8="
---@param bytes string
---@return string
function M.encode(bytes)
    local parts = {}
    for i = 1, #bytes, 3 do
        local a, b, c = byte(bytes, i, i + 2)
        local group = a << 16 | (b or 0) << 8 | (c or 0)
        parts[#parts + 1] = letter_of[group >> 18] .. letter_of[group >> 12 & 63]
            .. (b and letter_of[group >> 6 & 63] or "=") .. (c and letter_of[group & 63] or "=")
    end
    return concat(parts)
end

--- Decodes text; white space and missing padding do not matter.
---
---     base64.decode("aGVsbG8=")     --> "hello"
---@param text string
---@return string bytes raises kind `invalid_argument` for anything that is not Base64
function M.decode(text)
    local digits = text:gsub("%s", "")
    local padding = digits:find("=", 1, true)
    if padding and not digits:find("[^=]", padding) then digits = digits:sub(1, padding - 1) end
    if #digits % 4 == 1 then errors.invalid("this is not Base64: its length is wrong") end
    local parts = {}
    for i = 1, #digits, 4 do
        local group, count = 0, 0
        for j = i, i + 3 do
            local digit = byte(digits, j)
            local value = digit and value_of[digit]
            if digit and not value then
                errors.invalid(("this is not Base64: character %d does not belong to it"):format(j))
            end
            if digit then count = count + 1 end
            group = group << 6 | (value or 0)
        end
        parts[#parts + 1] = char(group >> 16, group >> 8 & 255, group & 255):sub(1, count - 1)
    end
    return concat(parts)
end

return M
