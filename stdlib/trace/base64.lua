--- Base64 of RFC 4648, for bytes in commands and recordings.

local M = {}

local LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"

local values = {}
for i = 1, 64 do values[LETTERS:byte(i)] = i - 1 end

--- Encodes bytes.
---@param s string
---@return string
function M.encode(s)
    local parts = {}
    for i = 1, #s, 3 do
        local a, b, c = s:byte(i, i + 2)
        local n = a << 16 | (b or 0) << 8 | (c or 0)
        local text = ""
        for shift = 18, 0, -6 do
            local digit = n >> shift & 63
            text = text .. LETTERS:sub(digit + 1, digit + 1)
        end
        parts[#parts + 1] = not b and text:sub(1, 2) .. "==" or not c and text:sub(1, 3) .. "=" or text
    end
    return table.concat(parts)
end

--- Decodes text; characters that are not of the alphabet are skipped.
---@param s string
---@return string
function M.decode(s)
    local parts, n, bits = {}, 0, 0
    for i = 1, #s do
        local value = values[s:byte(i)]
        if value then
            n, bits = n << 6 | value, bits + 6
            if bits >= 8 then
                bits = bits - 8
                parts[#parts + 1] = string.char(n >> bits & 255)
                n = n & ((1 << bits) - 1)
            end
        end
    end
    return table.concat(parts)
end

return M
