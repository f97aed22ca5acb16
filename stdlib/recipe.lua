--- Recipes: scripts that say what they take, so that help and checks come by themselves.
---
---     moondock run                                   lists them
---     moondock run wait-healthy web --timeout 30s    runs one
---     moondock run wait-healthy --help               tells about one
---
--- A recipe is a file that returns a table: `name`, `summary`, `arguments` (as in `options.check`; those with
--- `positional = true` stand without a name, in their order), `examples`, and `run(o, say)`. Your own stand in
--- `~/.config/moondock/recipes`; one of the same name takes the place of a recipe of moondock's.
---
---     recipe.run("prune-containers", "--age", "72h")

local host = require "moondock.host"
local errors = require "moondock.errors"

local M = {}

-- Nil in the sandbox, which has only those of moondock's.
local function own_folder()
    if (host.options or {}).sandbox then return nil end
    local config = os.getenv "XDG_CONFIG_HOME"
    if not config or config:sub(1, 1) ~= "/" then config = os.getenv "HOME" and os.getenv "HOME" .. "/.config" end
    return config and config .. "/moondock/recipes"
end

local function checked(recipe, path)
    local is_recipe = type(recipe) == "table" and type(recipe.run) == "function" and type(recipe.arguments) == "table"
    if not is_recipe then
        errors.invalid(("%s is no recipe: it must return { name, summary, arguments, examples, run }"):format(path))
    end
    return recipe
end

-- The names of Lua files in a folder; a folder that is not there holds none.
local function names_in(folder)
    local names = {}
    for _, path in ipairs(host.library_files(folder)) do names[#names + 1] = path:match "^([%w_-]+)%.lua$" end
    return names
end

--- Lists the recipes.
---
---     for _, each in ipairs(recipe.list()) do print(each.name) end
---@return {name: string, summary: string, arguments: table[], examples: string[], run: function}[] sorted by name
function M.list()
    local by_name, names = {}, {}
    for _, path in ipairs(host.library_files()) do
        local name = path:match "^recipes/([%w_-]+)%.lua$"
        if name then by_name[name] = function() return checked(require("recipes." .. name), path) end end
    end
    local folder = own_folder()
    for _, name in ipairs(folder and names_in(folder) or {}) do
        local path = ("%s/%s.lua"):format(folder, name)
        by_name[name] = function() return checked(assert(loadfile(path, "t"))(), path) end
    end
    for name in pairs(by_name) do names[#names + 1] = name end
    table.sort(names)
    local list = {}
    for i, name in ipairs(names) do
        local recipe = by_name[name]()
        recipe.name = name
        list[i] = recipe
    end
    return list
end

local function find(name)
    local names = {}
    for _, recipe in ipairs(M.list()) do
        if recipe.name == name then return recipe end
        names[#names + 1] = recipe.name
    end
    local nearest = require "nearest"
    errors.invalid(("there is no recipe '%s'"):format(tostring(name)),
        nearest.hint(nearest.find(name, names)) or "moondock run lists them")
end

local function usage(recipe)
    local words = { "moondock run", recipe.name }
    for _, argument in ipairs(recipe.arguments) do
        if argument.positional then words[#words + 1] = ("<%s>"):format(argument.name) end
    end
    words[#words + 1] = "[options]"
    return table.concat(words, " ")
end

--- Tells about a recipe.
---
---     print(recipe.help("top"))
---@param name string
---@return string
function M.help(name)
    local recipe = find(name)
    local lines = { recipe.summary, "", "  " .. usage(recipe), "" }
    for _, argument in ipairs(recipe.arguments) do
        local shown = argument.positional and ("<%s>"):format(argument.name)
            or argument.type == "boolean" and "--" .. argument.name
            or ("--%s <%s>"):format(argument.name, argument.type)
        local words = argument.doc or ""
        if argument.choices then words = ("%s: %s"):format(words, table.concat(argument.choices, ", ")) end
        local default = argument.default
        if default ~= nil and default ~= false then words = ("%s (default %s)"):format(words, tostring(default)) end
        lines[#lines + 1] = ("  %-24s %s"):format(shown, words)
    end
    if #(recipe.examples or {}) > 0 then lines[#lines + 1] = "" end
    for _, example in ipairs(recipe.examples or {}) do lines[#lines + 1] = "  " .. example end
    return table.concat(lines, "\n") .. "\n"
end

-- What was typed as the option's type wants it; what does not fit is left for the check to refuse.
local function value_of(argument, text)
    if argument.type == "boolean" then
        if text == "true" then return true end
        if text == "false" then return false end
    elseif argument.type == "integer" or argument.type == "number" then
        return tonumber(text) or text
    end
    return text
end

-- Words of a command line as options.
local function parse(recipe, words)
    local index = require("options").index(recipe.arguments)
    local given, places = {}, {}
    for _, argument in ipairs(recipe.arguments) do
        if argument.positional then places[#places + 1] = argument end
    end
    local i, place, only_words = 1, 1, false
    while i <= #words do
        local word = words[i]
        local name, value = word:match "^%-%-([%w_-]+)=(.*)$"
        name = name or word:match "^%-%-([%w_-]+)$"
        if word == "--" and not only_words then
            only_words = true
        elseif name and not only_words then
            local argument = index[name]
            if not argument then
                local nearest = require "nearest"
                errors.invalid(("moondock run %s: unknown option '--%s'"):format(recipe.name, name),
                    nearest.hint(nearest.key(name, index)) or usage(recipe))
            end
            if value == nil then
                if argument.type == "boolean" then
                    value = "true"
                else
                    i = i + 1
                    value = words[i]
                    if value == nil then errors.invalid(("--%s needs a value"):format(name), usage(recipe)) end
                end
            end
            given[argument.name] = value_of(argument, value)
        else
            local argument = places[place]
            if not argument then errors.invalid(("unexpected argument '%s'"):format(word), usage(recipe)) end
            given[argument.name] = value_of(argument, word)
            place = place + 1
        end
        i = i + 1
    end
    if places[place] and given[places[place].name] == nil then
        errors.invalid(("%s: which %s?"):format(recipe.name, places[place].name), usage(recipe))
    end
    local who = "moondock run " .. recipe.name
    -- Defaults are read as what is typed: "24h" is a duration.
    for _, argument in ipairs(recipe.arguments) do
        if given[argument.name] == nil then given[argument.name] = argument.default end
    end
    return require("options").check(who, recipe.arguments, given)
end

--- Runs a recipe.
---
---     recipe.run("who-uses", "busybox")
---@param name string
---@param ... string its arguments, as on a command line
---@return any what it gives: a number is an exit code
function M.run(name, ...)
    local recipe = find(name)
    -- What a recipe says has names and lines of containers in it.
    local clean = require("text").clean
    local is_terminal = require("moondock.host").terminal().stdout
    return recipe.run(parse(recipe, { ... }), function(line) print(is_terminal and clean(tostring(line)) or line) end)
end

--- Runs a recipe and gives what it says instead of printing it.
---@param name string
---@param ... string
---@return string[] lines
function M.lines(name, ...)
    local recipe, lines = find(name), {}
    recipe.run(parse(recipe, { ... }), function(line) lines[#lines + 1] = line end)
    return lines
end

return M
