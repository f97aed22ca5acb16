--- What could stand at a place of a line, and the hint for the call being typed. The shell has read the line and says what
--- is sought; here live values, option tables and the engine's names answer. No user code runs, and nothing waits.

local host = require "moondock.host"
local live = require "moondock.live"
local reach = require "moondock.reach"
local signature = require "moondock.signature"
local text = require "text"

local M = {}

local SEPARATOR = "\31"

local KEYWORDS = {
    "and", "break", "do", "else", "elseif", "end", "false", "for", "function", "goto", "if", "in", "local", "nil", "not",
    "or", "repeat", "return", "then", "true", "until", "while",
}

local function split(joined)
    local parts = {}
    if joined == nil or joined == "" then return parts end
    for part in (joined .. SEPARATOR):gmatch("(.-)" .. SEPARATOR) do parts[#parts + 1] = part end
    return parts
end

-- ---- Gathering

local Gathering = {}
Gathering.__index = Gathering

local function gathering(prefix)
    return setmetatable({ prefix = prefix, items = {}, seen = {}, pending = false, files = false }, Gathering)
end

function Gathering:add(name, kind, note, suffix)
    if type(name) ~= "string" or self.seen[name] then return end
    self.seen[name] = true
    self.items[#self.items + 1] = { name, kind or "", note or "", suffix or "" }
end

local function begins(item, prefix) return item[1]:sub(1, #prefix) == prefix end

local function begins_anyhow(item, prefix) return item[1]:sub(1, #prefix):lower() == prefix:lower() end

local function contains(item, prefix) return item[1]:lower():find(prefix:lower(), 1, true) ~= nil end

-- The letters of the prefix come in this order: `cl` finds `containers.list`.
local function scattered(item, prefix)
    local name, at = item[1]:lower(), 1
    for letter in prefix:lower():gmatch(".") do
        at = name:find(letter, at, true)
        if not at then return false end
        at = at + 1
    end
    return true
end

-- What fits the prefix: what begins so; where nothing does, what contains it, then what has its letters in order.
function Gathering:fitting()
    if self.prefix == "" then return self.items end
    for _, fits in ipairs { begins, begins_anyhow, contains, #self.prefix > 1 and scattered or nil } do
        local found = {}
        for _, item in ipairs(self.items) do
            if fits(item, self.prefix) then found[#found + 1] = item end
        end
        if #found > 0 then return found end
    end
    return {}
end

local function one_line(s)
    return (text.escape((s:gsub("[\n\t]", " "))))
end

-- One line with marks, then one line for each candidate, its parts separated by tabs.
function Gathering:encoded()
    local lines = { (self.pending and "pending " or "") .. (self.files and "files" or "") }
    for _, item in ipairs(self:fitting()) do
        -- What a terminal would not show as it is cannot be offered either.
        if text.escape(item[1]) == item[1] then
            lines[#lines + 1] = table.concat({ item[1], item[2], one_line(item[3]), item[4] }, "\t")
        end
    end
    return table.concat(lines, "\n")
end

-- ---- Values

local function note_of(value, kind, doc)
    if doc and doc ~= "" then return doc end
    if type(value) == "function" then
        local described = signature.of(value)
        if described.is_opaque then return "" end
        if kind == "module" then return described.summary end
        local shown = ("(%s)"):format(signature.parameters(described))
        return described.summary ~= "" and ("%s  %s"):format(shown, described.summary) or shown
    end
    if kind == "field" and (type(value) == "string" or type(value) == "number" or type(value) == "boolean") then
        return text.truncate(tostring(value), 40)
    end
    return ""
end

local function is_name(key)
    return type(key) == "string" and key:find("^[%a_][%w_]*$") ~= nil
end

local is_keyword = {}
for _, word in ipairs(KEYWORDS) do is_keyword[word] = true end

local function sorted(g)
    table.sort(g.items, function(a, b) return a[1] < b[1] end)
end

local operations

-- The engine's operation of a function of docker.api, by its name.
local function operation_of(place)
    if not place or not place.owner then return nil end
    local metatable = debug.getmetatable(place.owner)
    if type(metatable) ~= "table" or rawget(metatable, "__name") ~= "docker.api" then return nil end
    operations = operations or require("docker.api").operations()
    return operations[place.name]
end

local function members(g, place, only_callable)
    local hides = g.prefix:sub(1, 1) ~= "_"
    -- Only what fits is described: reading a signature costs more than reading a name.
    local found = {}
    reach.members(place, function(name, value, kind, doc)
        if not is_name(name) or g.seen[name] or hides and name:sub(1, 1) == "_" then return end
        if only_callable and kind == "field" and type(value) ~= "function" then return end
        g:add(name, kind)
        found[name] = { value, doc }
    end)
    sorted(g)
    g.items = g:fitting()
    for _, item in ipairs(g.items) do
        local value, doc = found[item[1]][1], found[item[1]][2]
        local operation = operation_of { owner = place.value, name = item[1] }
        if operation then
            item[2], item[3] = "operation", ("%s %s  %s"):format(operation.method, operation.path, operation.doc or "")
        else
            item[3] = note_of(value, item[2], doc)
        end
    end
end

-- ---- Calls

-- The call around a place: what is called, and what is known of it.
local function call_at(callee, argument)
    local steps = split(callee)
    if #steps == 0 then return nil end
    local place = reach.follow(steps)
    if not place or place.value == nil then return nil end
    local described = signature.of(place.value)
    local operation = operation_of(place)
    if not described and not operation then return nil end
    return { place = place, signature = described, operation = operation, argument = argument, steps = steps }
end

-- The options that a table at this place may have.
local function options_at(call, fields)
    if #fields > 0 then return nil end
    if call.operation then
        local schema = {}
        for _, parameter in ipairs(call.operation.parameters) do
            schema[#schema + 1] = {
                name = parameter.name, type = parameter.type, doc = parameter.doc, choices = parameter.values,
                required = parameter.required,
            }
        end
        if call.operation.body ~= "none" then schema[#schema + 1] = { name = "body", type = "table", doc = "what is sent" } end
        schema[#schema + 1] = { name = "timeout", type = "seconds", doc = "until the engine begins to answer" }
        return schema
    end
    local described = call.signature
    -- Options come last, but arguments before them may be left out.
    local last = #described.parameters
    if described.options and call.argument <= last then return described.options end
end

local function option_named(call, fields, name)
    for _, option in ipairs(options_at(call, fields) or {}) do
        if option.name == name or option.alias == name then return option end
    end
end

local function option_note(option)
    local parts = { option.type }
    if option.required then parts[#parts + 1] = "required" end
    if option.default ~= nil then parts[#parts + 1] = ("default %s"):format(tostring(option.default)) end
    if option.choices then parts[#parts + 1] = table.concat(option.choices, "|") end
    if option.since then parts[#parts + 1] = ("API %s"):format(option.since) end
    local note = table.concat(parts, ", ")
    return option.doc and ("%s  %s"):format(note, option.doc) or note
end

local function add_options(g, call, fields, present)
    local given = {}
    for _, name in ipairs(present) do given[name] = true end
    for _, option in ipairs(options_at(call, fields) or {}) do
        if not given[option.name] then g:add(option.name, "option", option_note(option), " = ") end
    end
end

-- ---- Names of live objects

local BY_WORD = {
    container = "containers", containers = "containers", volumes_from = "containers", image = "images",
    network = "networks", network_mode = "networks", volume = "volumes", service = "services", node = "nodes",
    secret = "secrets", config = "configs", plugin = "plugins", stack = "stacks",
}

-- Methods of collections whose name is not that of an object that exists.
local MAKES = { create = true, run = true, pull = true, prune = true, list = true, build = true, load = true, search = true }

local function noun_of(call, fields, key)
    if call.operation then
        if key ~= "id" and key ~= "name" then return BY_WORD[key] end
        local word = call.operation.id:match("^%u%l+")
        if call.operation.id:find("Create$") then return nil end
        return word and BY_WORD[word:lower()]
    end
    if key ~= "" then return #fields <= 1 and BY_WORD[key] or nil end
    local name = call.signature.parameters[call.argument]
    local collection = type(call.place.owner) == "table" and debug.getmetatable(call.place.owner)
    local noun = type(collection) == "table" and type(rawget(collection, "__name")) == "string"
        and rawget(collection, "__name"):match("^docker%.(%l+)$")
    noun = BY_WORD[noun] or noun
    if noun and live.knows(noun) and not MAKES[call.place.name] and call.argument == 1 then return noun end
    if call.place.owner_class and call.place.owner_class.name == "network" and call.argument == 1
        and (call.place.name == "connect" or call.place.name == "disconnect") then
        return "containers"
    end
    if name == "which" and call.place.name == "logs" then return "containers" end
    return name and BY_WORD[name]
end

-- The client that the call goes to: what the collection or object belongs to, else the shell's.
local function client_of(call)
    local owner = call.place.owner
    local client = require "docker.client"
    if type(owner) == "table" then
        if client.is_client(owner) then return owner end
        local found = rawget(owner, "client")
        if client.is_client(found) then return found end
    end
    local docker = rawget(_G, "docker")
    return client.is_client(docker) and docker or require "docker"
end

local KINDS = { images = "image", networks = "network" }

local function add_live(g, call, noun, suffix, quote)
    local names, pending = live.names(client_of(call), noun)
    g.pending = g.pending or pending
    quote = quote or ""
    for _, item in ipairs(names) do
        g:add(quote .. item[1] .. quote, KINDS[noun] or noun:gsub("s$", ""), item[2], suffix)
    end
end

-- ---- Filters

-- What the engine can filter by at a call; nil where that is not known.
local function filters_at(call)
    local filter_names = require "docker.filter_names"
    if call.operation then return filter_names.of(call.operation.id) end
    local owner = call.place.owner
    local metatable = type(owner) == "table" and debug.getmetatable(owner)
    local name = type(metatable) == "table" and rawget(metatable, "__name")
    local noun = type(name) == "string" and name:match("^docker%.([%l_]+)$")
        or call.place.owner_class and call.place.owner_class.name
    return filter_names.of(noun and ("%s.%s"):format(noun, call.place.name) or call.place.name)
        or filter_names.of(call.place.name)
end

-- Adds what can stand in `filters = { … }`: names where one can stand, else the values of the filter. Says whether it
-- knew what is due there.
local function add_filters(g, call, fields, at_key, present, suffix, quote)
    if fields[1] ~= "filters" then return false end
    local filters = filters_at(call)
    if #fields == 1 then
        if not at_key then return false end
        local given = {}
        for _, name in ipairs(present) do given[name] = true end
        for name, values in pairs(filters or {}) do
            if not given[name] then
                local note = type(values) == "table" and table.concat(values, "|") or values
                g:add(is_name(name) and not is_keyword[name] and name or ('["%s"]'):format(name), "filter", note, " = ")
            end
        end
        sorted(g)
        return true
    end
    local values = filters and filters[fields[2]]
    if not values then return false end
    if type(values) == "string" then
        add_live(g, call, values, suffix, quote)
    else
        for _, value in ipairs(values) do g:add(quote .. value .. quote, "value", nil, suffix) end
    end
    return true
end

-- ---- The subjects

local function in_string(g, callee, argument, fields, suffix)
    local steps = split(callee)
    if #steps == 1 and steps[1] == "=require" then
        for _, path in ipairs(host.library_files()) do
            local name = path:gsub("%.lua$", ""):gsub("/init$", ""):gsub("/", ".")
            if not name:find("^moondock%.") then g:add(name, "module", "", suffix) end
        end
        for name in next, package.loaded do g:add(name, "module", "", suffix) end
        return sorted(g)
    end
    local call = call_at(callee, argument)
    local key = fields[#fields] or ""
    if call and key == "" and require("moondock.words").add(g, call.place, argument, suffix) then return end
    if call then
        local outer = table.move(fields, 1, #fields - 1, 1, {})
        local option = key ~= "" and option_named(call, outer, key)
        if option and option.choices then
            for _, choice in ipairs(option.choices) do g:add(choice, "value", option.doc, suffix) end
            return
        end
        if fields[1] == "filters" then
            -- What a filter takes is never a file.
            add_filters(g, call, fields, false, {}, suffix, "")
            return
        end
        if key == "[]" then key = fields[#fields - 1] or "" end
        local noun = noun_of(call, fields, key)
        if noun then return add_live(g, call, noun, suffix) end
    end
    g.files = true
end

local function names(g, locals)
    for _, name in ipairs(split(locals)) do g:add(name, "local") end
    local shell = package.loaded["moondock.shell"]
    for name, value in next, shell and shell.variables() or {} do
        if value ~= nil then g:add(name, "variable", note_of(value, "field")) end
    end
    local hides = g.prefix:sub(1, 1) ~= "_"
    local values = {}
    for name, value in next, _G do
        if is_name(name) and not (hides and name:sub(1, 1) == "_") then
            local kind = type(value) == "function" and "function" or type(value) == "table" and "table" or "variable"
            g:add(name, kind)
            values[name] = value
        end
    end
    for _, name in ipairs(require("strict").lazy_names()) do g:add(name, "module") end
    if g.prefix ~= "" then
        for _, word in ipairs(KEYWORDS) do g:add(word, "keyword") end
    end
    sorted(g)
    g.items = g:fitting()
    for _, item in ipairs(g.items) do
        if values[item[1]] ~= nil then item[3] = note_of(values[item[1]], item[2]) end
    end
end

local function name(g, callee, argument, fields, flags, present, locals)
    local call = call_at(callee, argument)
    local at_key = flags:find("key", 1, true) ~= nil
    if call and add_filters(g, call, fields, at_key and #fields == 1, present, nil, '"') then
        if #g:fitting() > 0 or g.pending or at_key and #fields == 1 then return end
        g.items, g.seen = {}, {}
    end
    if call and at_key then
        add_options(g, call, fields, present)
        sorted(g)
        if #g:fitting() > 0 then return end
    elseif call and #fields > 0 then
        local outer = table.move(fields, 1, #fields - 1, 1, {})
        local option = option_named(call, outer, fields[#fields])
        if option and option.type:find("boolean", 1, true) then
            g:add("true", "value", option.doc)
            g:add("false", "value", option.doc)
            if #g:fitting() > 0 then return end
        end
        if option and option.choices then
            for _, choice in ipairs(option.choices) do g:add(('"%s"'):format(choice), "value", option.doc) end
            if #g:fitting() > 0 then return end
        end
    end
    -- Where nothing is written yet, the names that a string here would complete to.
    local noun = call and g.prefix == "" and not at_key and noun_of(call, fields, fields[#fields] or "")
    if noun then
        add_live(g, call, noun, nil, '"')
        if #g.items > 0 or g.pending then return end
    end
    g.items, g.seen = {}, {}
    names(g, locals)
end

-- The steps of a written path: "docker.containers" -> { "=docker", ".containers" }.
local function steps_of(path)
    local steps = {}
    for name in path:gmatch("[^.:]+") do steps[#steps + 1] = (#steps == 0 and "=" or ".") .. name end
    return steps
end

--- Adds the names that go on from a path such as `docker.cont`, for `.help`.
---@param g table a gathering
function M.topics(g)
    local owner = g.prefix:match("^(.+)[.:][^.:]*$")
    if not owner then return names(g, "") end
    local place = reach.follow(steps_of(owner))
    if not place then return end
    local separator = g.prefix:sub(#owner + 1, #owner + 1)
    reach.members(place, function(key, value, kind, doc)
        if is_name(key) and key:sub(1, 1) ~= "_" then
            g:add(owner .. separator .. key, kind, note_of(value, kind, doc))
        end
    end)
    sorted(g)
end

--- Describes a function in a few lines, by the path that leads to it.
---@param path string "docker.containers.run"
---@return string
function M.describe(path)
    local place = reach.follow(steps_of(path))
    local described = place and place.value ~= nil and signature.of(place.value)
    if not described then
        return ("%s is %s"):format(path, place and "a " .. type(place.value) or "not known; Tab shows names")
    end
    local lines = { ("%s(%s)"):format(path, signature.parameters(described)), described.summary }
    for _, option in ipairs(described.options or {}) do
        lines[#lines + 1] = ("  %-20s %s"):format(option.name, option_note(option))
    end
    return table.concat(lines, "\n")
end

--- Answers what could stand at a place.
---@param subject string command argument name field method string
---@param prefix string what is typed of it
---@param path string the steps to the value whose member is sought; for `argument` the command; for `string` the quote
---@param callee string the steps to the function whose argument this is; "" for none
---@param argument integer which argument
---@param fields string the fields inside that argument that lead to the place
---@param flags string "key": the name of an option may stand here
---@param present string the options that are there already
---@param locals string local variables declared before
---@return string answer a line of marks (`pending`, `files`), and a line for each candidate: text, kind, note, what follows
function M.candidates(subject, prefix, path, callee, argument, fields, flags, present, locals)
    local g = gathering(prefix)
    fields, present = split(fields), split(present)
    if subject == "command" then
        for _, command in ipairs(require("moondock.commands").list()) do
            g:add("." .. command.name, "command", command.doc, command.arguments and " " or "")
        end
    elseif subject == "argument" then
        require("moondock.commands").complete(path, g)
    elseif subject == "string" then
        in_string(g, callee, argument, fields, path)
    elseif subject == "name" then
        name(g, callee, argument, fields, flags, present, locals)
    else
        local place = reach.follow(split(path))
        if place then members(g, place, subject == "method") end
    end
    return g:encoded()
end

--- Makes the hint for the call being typed: the arguments that may follow, or the options.
---@param callee string the steps to the function
---@param argument integer the argument that comes next
---@param flags string "key": inside its table
---@param present string options that are there already
---@return string hint "" for none
function M.hint(callee, argument, flags, present)
    local call = call_at(callee, argument)
    if not call then return "" end
    if flags:find("key", 1, true) or call.operation then
        local given, parts = {}, {}
        for _, option in ipairs(split(present)) do given[option] = true end
        for _, option in ipairs(options_at(call, {}) or {}) do
            if not given[option.name] then parts[#parts + 1] = option.name .. " =" end
        end
        local more = #parts > 8 and (", … +%d"):format(#parts - 8) or ""
        local shown = table.concat(parts, ", ", 1, math.min(#parts, 8)) .. more
        return call.operation and not flags:find("key", 1, true) and #parts > 0 and ("{ %s }"):format(shown) or shown
    end
    if flags ~= "" or call.signature.is_opaque then return "" end
    return signature.parameters(call.signature, argument)
end

return M
