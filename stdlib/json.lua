--- JSON text to Lua values and back.
---
--- Integers stay integers. A null in an object is an absent key; in an array it is `json.null`. Arrays carry a mark, so
--- that `[]` and `{}` survive a round trip. Containers, images and other objects are written as their `attrs`.
---
---     json.decode('{"ports": [80, 443]}').ports[2]           --> 443
---     json.encode({ names = json.array {} })                 --> {"names":[]}

local host = require "moondock.host"

local M = {}

--- Stands for null inside arrays, and may be given wherever null is meant.
M.null = host.null

--- Encodes a value.
---
---     json.encode { a = 1 }     --> '{"a":1}'
---@param value any tables whose keys are 1..n, or that are marked, become arrays; all others objects
---@param options? boolean|{pretty: boolean?} true or `{pretty=true}`: over several lines, indented
---@return string text raises kind `invalid_argument` for what JSON cannot hold: functions, NaN, cycles
function M.encode(value, options)
    local pretty = options == true or type(options) == "table" and options.pretty or false
    return host.json_encode(value, pretty)
end

--- Decodes one JSON text.
---
---     json.decode('{"a":[1,2]}').a[2]     --> 2
---@param text string
---@return any value raises kind `invalid_argument` when the text is not JSON
function M.decode(text)
    return host.json_decode(text)
end

--- Marks a table as an array, so that it is written `[]` even when it is empty.
---
---     json.encode(json.array {})     --> "[]"
---@param list? table a new one when absent
---@return table list the same table
function M.array(list)
    return host.array(list or {})
end

--- Tells whether a table is marked as an array.
---
---     json.is_array(json.decode("[]"))     --> true
---@param value any
---@return boolean
function M.is_array(value)
    return type(value) == "table" and host.is_array(value)
end

return M
