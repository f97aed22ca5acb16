--- Reads protocol buffers: messages of known form, as BuildKit sends them. Fields that a form does not list are skipped,
--- as newer engines may have some.
---
---     local POINT = { { "x", "integer" }, { "name", "string" }, { "tags", "string", list = true } }
---     protobuf.decode("\8\5\18\1a", POINT)     --> { x = 5, name = "a", tags = {} }
---
--- A form lists the fields by their numbers: `{ name, kind, list = true }`, where the kind is integer, boolean, string or
--- another form.

local errors = require "moondock.errors"

local byte, sub, unpack = string.byte, string.sub, string.unpack

local M = {}

local function malformed(what, position)
    errors.raise {
        kind = "api",
        message = ("this is not a message in protocol buffers: %s at byte %d"):format(what, position),
    }
end

-- Seven bits in each byte, the lowest first; the top bit says that more follow. No value has more than 64 bits.
local function varint(data, position, stop)
    local value, start = 0, position
    for shift = 0, 63, 7 do
        if position > stop then malformed("a number is cut off", start) end
        local part = byte(data, position)
        position = position + 1
        if shift == 63 and part > 1 then malformed("a number is too large", start) end
        value = value | (part & 127) << shift
        if part < 128 then return value, position end
    end
    malformed("a number is too long", start)
end

local VARINT, FIXED64, BYTES, FIXED32 = 0, 1, 2, 5

-- Gives the value of a field as the wire has it; for bytes where they begin and end.
local function raw(data, position, stop, wire)
    if wire == VARINT then return varint(data, position, stop) end
    if wire == BYTES then
        local length, start = varint(data, position, stop)
        -- Lengths above half of 64 bits come out negative.
        if length < 0 or length > stop - start + 1 then malformed("a field is longer than what there is", position) end
        return start, start + length
    end
    local size = wire == FIXED64 and 8 or wire == FIXED32 and 4 or malformed("an unknown kind of field", position)
    if position + size - 1 > stop then malformed("a number is cut off", position) end
    return unpack(size == 8 and "<i8" or "<i4", data, position), position + size
end

local function message(data, position, stop, form)
    local result = {}
    for _, field in pairs(form) do
        if field.list then result[field[1]] = {} end
    end
    while position <= stop do
        local start = position
        local key, after = varint(data, position, stop)
        local number, wire = key >> 3, key & 7
        if number == 0 then malformed("a field without a number", start) end
        local value, following = raw(data, after, stop, wire)
        local field = form[number]
        if field then
            local name, kind = field[1], field[2]
            local is_bytes = kind == "string" or type(kind) == "table"
            if wire ~= (is_bytes and BYTES or VARINT) then
                malformed(("the field %s has the wrong kind"):format(name), start)
            end
            if kind == "string" then
                value = sub(data, value, following - 1)
            elseif is_bytes then
                value = message(data, value, following - 1, kind)
            elseif kind == "boolean" then
                value = value ~= 0
            end
            if field.list then
                local list = result[name]
                list[#list + 1] = value
            else
                result[name] = value
            end
        end
        position = following
    end
    return result
end

--- Decodes a message.
---@param data string
---@param form table[] the fields by number
---@return table message fields that were not sent are absent, lists are empty; raises kind `api` for anything malformed
function M.decode(data, form)
    return message(data, 1, #data, form)
end

return M
