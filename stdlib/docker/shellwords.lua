--- Splitting a command line into words, as a POSIX shell does.
---
---     shellwords.split [[sh -c 'echo "a b"' c\ d]]     --> { "sh", "-c", 'echo "a b"', "c d" }

local host = require "moondock.host"
local errors = require "moondock.errors"

local M = {}

--- Splits text into words: quotes keep spaces, a backslash takes the next character as it is (between double quotes
--- only a quote or a backslash). Nothing is expanded.
---@param text string
---@return string[] words raises kind `invalid_argument` when a quote is not closed
function M.split(text)
    local words, word = host.array {}, nil
    local position, length = 1, #text
    while position <= length do
        local c = text:sub(position, position)
        if c:find("[ \t\r\n]") then
            if word then words[#words + 1] = word end
            word = nil
            position = position + 1
        elseif c == "'" then
            local last = text:find("'", position + 1, true)
            if not last then errors.invalid(("no closing quote in the command %s"):format(text)) end
            word = (word or "") .. text:sub(position + 1, last - 1)
            position = last + 1
        elseif c == '"' then
            word = word or ""
            position = position + 1
            while true do
                local stop = text:find('["\\]', position)
                if not stop then errors.invalid(("no closing quote in the command %s"):format(text)) end
                word = word .. text:sub(position, stop - 1)
                if text:sub(stop, stop) == '"' then
                    position = stop + 1
                    break
                end
                local escaped = text:sub(stop + 1, stop + 1)
                word = word .. ((escaped == '"' or escaped == "\\") and escaped or "\\" .. escaped)
                position = stop + 2
            end
        elseif c == "\\" then
            if position == length then errors.invalid(("nothing after the last \\ in the command %s"):format(text)) end
            word = (word or "") .. text:sub(position + 1, position + 1)
            position = position + 2
        else
            local last = (text:find("[ \t\r\n'\"\\]", position) or length + 1) - 1
            word = (word or "") .. text:sub(position, last)
            position = last + 1
        end
    end
    if word then words[#words + 1] = word end
    return words
end

--- Reads a command: a string is split, the words of a list are taken as they are.
---@param command string|string[]
---@param who string for the message
---@return string[]
function M.command(command, who)
    if type(command) == "string" then return M.split(command) end
    if type(command) ~= "table" then
        errors.invalid(("%s: expected a command as a string or a list of words, got %s"):format(who,
            require("options").quote(command)))
    end
    local words = host.array {}
    for i, word in ipairs(command) do
        if type(word) ~= "string" and type(word) ~= "number" then
            errors.invalid(("%s: word %d of the command is %s"):format(who, i, require("options").quote(word)))
        end
        words[i] = tostring(word)
    end
    return words
end

return M
