--- What can stand in the string of a call that takes one of a few words: a recipe, a lesson, a topic of help, a form of
--- trace, a setting, a context.
---
---     docker.contexts.get("…        recipe.run("…        help "…        trace "…        config.get("…

local M = {}

local function context_names(g, suffix)
    local ok, list = pcall(function() return require("docker").contexts.list() end)
    for _, context in ipairs(ok and list or {}) do g:add(context.name, "context", context.host, suffix) end
end

-- Methods of docker.contexts whose first argument is a context that exists.
local OF_CONTEXT = { get = true, inspect = true, update = true, remove = true, use = true, export = true }

local function setting_names(g, suffix)
    for _, setting in ipairs(require("config").settings) do g:add(setting.name, "setting", setting.doc, suffix) end
end

local function topics(g, suffix)
    for _, topic in ipairs(require("help.index").all()) do
        g:add(topic.name, topic.kind, topic.doc and topic.doc.summary or topic.operation and topic.operation.doc, suffix)
    end
end

local function recipes(g, suffix)
    for _, recipe in ipairs(require("recipe").list()) do g:add(recipe.name, "recipe", recipe.summary, suffix) end
end

local function lessons(g, suffix)
    local lesson = require "lesson"
    local list = lesson.list()
    for i, name in ipairs(lesson.names()) do
        g:add(name, "lesson", ("%d  %s: %s"):format(i, list[i].title, list[i].summary), suffix)
    end
end

local function forms(g, suffix)
    for _, form in ipairs { "curl", "http", "cli" } do g:add(form, "value", nil, suffix) end
end

-- module -> the function of it that takes the words ("" for the module itself when it is called) -> who adds them
local TAKERS = {
    config = { get = setting_names, set = setting_names, reset = setting_names },
    help = { [""] = topics, show = topics, text = topics },
    recipe = { run = recipes, help = recipes },
    lesson = { [""] = lessons, start = lessons },
    trace = { [""] = forms, set = forms },
}

local function taker_of(place)
    for name, functions in pairs(TAKERS) do
        local module = package.loaded[name]
        if module ~= nil and rawequal(place.value, module) then return functions[""] end
        if module ~= nil and rawequal(place.owner, module) then return functions[place.name] end
    end
    local metatable = type(place.owner) == "table" and debug.getmetatable(place.owner)
    if type(metatable) == "table" and rawget(metatable, "__name") == "docker.contexts" and OF_CONTEXT[place.name] then
        return context_names
    end
end

--- Adds the words that a call takes.
---@param g table a gathering, see `moondock.complete`
---@param place table what is called, from `moondock.reach`
---@param argument integer which argument the string is
---@param suffix string what follows a word
---@return boolean known the call takes words
function M.add(g, place, argument, suffix)
    local taker = argument == 1 and taker_of(place)
    if not taker then return false end
    taker(g, suffix)
    table.sort(g.items, function(a, b) return a[1] < b[1] end)
    return true
end

return M
