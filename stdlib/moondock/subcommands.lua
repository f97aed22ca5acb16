--- What `moondock WORD …` does, where the word stands in a script's place.

local M = {}

local words = {}

--- `moondock help [topic …]`
function words.help(...)
    require("help").show(table.concat({ ... }, " "))
end

--- Runs one.
---@param word string
---@param ... string the arguments behind it
---@return integer? code of wrong usage, when it is not 0
function M.run(word, ...)
    return words[word](...)
end

return M
