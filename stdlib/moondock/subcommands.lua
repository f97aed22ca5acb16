--- What `moondock WORD …` does, where the word stands in a script's place.

local M = {}

local words = {}

--- `moondock help [topic …]`
function words.help(...)
    require("help").show(table.concat({ ... }, " "))
end

--- `moondock run [name [argument …]]`
function words.run(name, ...)
    local recipe = require "recipe"
    if not name or name == "--help" then
        for _, each in ipairs(recipe.list()) do print(("%-18s %s"):format(each.name, each.summary)) end
        return
    end
    for _, word in ipairs { ... } do
        if word == "--" then break end
        if word == "--help" then return io.stdout:write(recipe.help(name)) and nil end
    end
    local ok, result = pcall(recipe.run, name, ...)
    if not ok then
        local errors = require "moondock.errors"
        -- What was typed wrong, before anything was asked of an engine, is wrong usage.
        if errors.is(result, "invalid_argument") and not result.operation then
            errors.tell(("moondock: %s"):format(tostring(result)))
            return 2
        end
        error(result, 0)
    end
    if math.type(result) == "integer" and result ~= 0 then os.exit(result) end
end

--- `moondock types folder`
function words.types(folder, ...)
    if not folder or ... then
        require("moondock.host").write_error("moondock: types takes one folder: moondock types DIR\n")
        return 2
    end
    print(require("help.types").write(folder))
end

--- Runs one.
---@param word string
---@param ... string the arguments behind it
---@return integer? code of wrong usage, when it is not 0
function M.run(word, ...)
    return words[word](...)
end

return M
