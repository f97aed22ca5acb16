--- The bytes that a terminal sends for keys, by name.
---
---     local read = require("live.keys").reader()
---     read("q\27[A")     --> { "q", "up" }

local M = {}

local SEQUENCES = {
    ["A"] = "up", ["B"] = "down", ["C"] = "right", ["D"] = "left", ["H"] = "home", ["F"] = "end", ["1~"] = "home",
    ["4~"] = "end", ["7~"] = "home", ["8~"] = "end", ["5~"] = "pageup", ["6~"] = "pagedown", ["3~"] = "delete",
}

local BYTES = { ["\r"] = "enter", ["\n"] = "enter", ["\127"] = "backspace", ["\8"] = "backspace", ["\t"] = "tab" }

-- The first key of the bytes and how many they are; no name for a sequence of no use here, nothing when more must come.
local function first_key(bytes)
    local byte = bytes:byte()
    if byte == 27 then
        local introducer = bytes:sub(2, 2)
        if introducer ~= "[" and introducer ~= "O" then return "escape", 1 end
        local parameters, final = bytes:match("^([0-?]*[ -/]*)([@-~])", 3)
        if not parameters then
            if #bytes > 32 then return "escape", 1 end
            return nil
        end
        return SEQUENCES[parameters .. final] or SEQUENCES[final ~= "~" and final or ""] or false,
            2 + #parameters + #final
    end
    if BYTES[bytes:sub(1, 1)] then return BYTES[bytes:sub(1, 1)], 1 end
    if byte < 32 then return "ctrl-" .. string.char(byte + 96), 1 end
    if byte < 128 then return bytes:sub(1, 1), 1 end
    local length = byte >= 0xf0 and 4 or byte >= 0xe0 and 3 or byte >= 0xc2 and 2 or 1
    if #bytes < length then return nil end
    local character = bytes:sub(1, length)
    return utf8.len(character) == 1 and character or false, utf8.len(character) == 1 and length or 1
end

--- Makes a reader, which keeps the beginning of a key whose rest has not come yet.
---@return fun(bytes: string): string[] read names of keys, or their characters
function M.reader()
    local rest = ""
    return function(bytes)
        rest = rest .. bytes
        local keys = {}
        while rest ~= "" do
            local key, length = first_key(rest)
            if key == nil then break end
            if key then keys[#keys + 1] = key end
            rest = rest:sub(length + 1)
        end
        return keys
    end
end

return M
