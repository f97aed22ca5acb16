--- Finding topics by a word: in names first, then in options and parameters, then in what is said of them.

local behind = require "help.behind"
local index = require "help.index"

local M = {}

local function last_part(name)
    return name:match("([^.:]+)$")
end

--- The topics that a name can mean: exactly, with `docker.` before it, with dot for colon, by its last part, or by an
--- operation's id in any case.
---@param name string
---@return Topic[] several when it is ambiguous
function M.named(name)
    name = name:gsub("%(.*%)$", "")
    local spellings = { name, "docker." .. name, (name:gsub("%.([^.]+)$", ":%1")), (name:gsub(":", ".")),
        (name:gsub("^docker%.api%.", "")) }
    for _, spelling in ipairs(spellings) do
        local topic = index.named(spelling)
        if topic then return { topic } end
    end
    local wanted, found = name:lower(), {}
    for _, topic in ipairs(index.all()) do
        if topic.name:lower() == wanted then return { topic } end
        if last_part(topic.name):lower() == wanted then found[#found + 1] = topic end
    end
    return found
end

local function in_text(topic, word)
    local doc = topic.doc
    if topic.operation then return topic.operation.doc:lower():find(word, 1, true) and topic.operation.doc end
    for _, words in ipairs(doc and doc.text or {}) do
        if words:lower():find(word, 1, true) then return doc.summary end
    end
end

local function in_options(topic, word)
    if topic.operation then
        for _, parameter in ipairs(topic.operation.parameters) do
            if parameter.name:lower():find(word, 1, true) or parameter.doc:lower():find(word, 1, true) then
                return ("parameter %s: %s"):format(parameter.name, parameter.doc)
            end
        end
        return nil
    end
    for _, option in ipairs(topic.f and behind.options(topic.f) or {}) do
        if option.name:lower():find(word, 1, true) or (option.doc or ""):lower():find(word, 1, true) then
            return ("option %s (%s)%s"):format(option.name, option.type, option.doc and ": " .. option.doc or "")
        end
    end
    for _, param in ipairs(topic.doc and topic.doc.params or {}) do
        if param.name:lower() == word then return ("argument %s: %s"):format(param.name, param.doc) end
    end
end

--- Finds topics that have to do with a word.
---@param word string
---@return Topic[] the nearest first; each has `found`, where the word stands
function M.find(word)
    word = word:lower()
    local names, options, texts = {}, {}, {}
    for _, topic in ipairs(index.all()) do
        local found
        if last_part(topic.name):lower():find(word, 1, true) then
            names[#names + 1] = topic
        else
            found = in_options(topic, word)
            local list = found and options or texts
            found = found or in_text(topic, word)
            if found then list[#list + 1] = setmetatable({ found = found }, { __index = topic }) end
        end
    end
    for _, list in ipairs { options, texts } do table.move(list, 1, #list, #names + 1, names) end
    return names
end

return M
