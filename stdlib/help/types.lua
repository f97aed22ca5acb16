--- Types for editors: what lua-language-server wants to know of everything that scripts can call, written from the same
--- comments, option tables and catalogue that help is.
---
---     require("help.types").write("types")       -- or: moondock types DIR

local errors = require "moondock.errors"
local behind = require "help.behind"
local host = require "moondock.host"
local index = require "help.index"
local page = require "help.page"
local source = require "help.source"

local M = {}

-- The types of options and parameters, as LuaCATS writes them.
local TYPES = {
    list = "table", map = "table<string, any>", strings = "string[]", size = "integer|string", duration = "number|string",
    seconds = "number|string", time = "number|string", table = "table", any = "any", string = "string",
    boolean = "boolean", number = "number", integer = "integer", ["function"] = "function",
    reference = "string", json = "any", json_list = "string[]", filters = "table<string, any>", platform = "string",
    platforms = "string|string[]", credentials = "string|table",
}

local function type_of(text)
    local parts, seen = {}, {}
    for part in (text or "any"):gmatch("[^|]+") do
        for mapped in (TYPES[part] or part):gmatch("[^|]+") do
            if not seen[mapped] then parts[#parts + 1] = mapped end
            seen[mapped] = true
        end
    end
    return table.concat(parts, "|")
end

local KEYWORDS = {}
for word in ("and break do else elseif end false for function goto if in local nil not or repeat return then true until " ..
    "while"):gmatch("%a+") do
    KEYWORDS[word] = true
end

-- A field's name where a class is described; what is no identifier stands in brackets.
local function field_name(name)
    if name:find("^[%a_][%w_]*$") and not KEYWORDS[name] then return name end
    return ("[%q]"):format(name)
end

local Writer = {}
Writer.__index = Writer

function Writer:add(...) self[#self + 1] = (...):format(select(2, ...)) end

function Writer:comment(text)
    for line in (text or ""):gmatch("[^\n]+") do self[#self + 1] = "---" .. line end
end

local function one_line(text) return ((text or ""):gsub("%s+", " ")) end

-- The class of an option table, or of an operation's parameters.
function Writer:fields(class, fields)
    self:add("---@class %s", class)
    for _, field in ipairs(fields) do
        local mark = field.required and "" or "?"
        local kind = type_of(field.type)
        if field.choices then
            local choices = {}
            for i, choice in ipairs(field.choices) do choices[i] = type(choice) == "string" and ("%q"):format(choice) end
            if #choices == #field.choices then kind = table.concat(choices, "|") end
        end
        self[#self + 1] = ("---@field %s%s %s %s"):format(field_name(field.name), mark, kind, one_line(field.doc))
            :gsub("%s+$", "")
    end
    self[#self + 1] = ""
end

-- One function, with what is said of it.
function Writer:callable(topic, name)
    local doc = topic.doc
    local options = topic.f and behind.options(topic.f) or {}
    local class = topic.name:gsub("[.:]", "_") .. "_options"
    if #options > 0 then self:fields(class, options) end
    if doc then
        for i, paragraph in ipairs(doc.text) do
            if i > 1 then self[#self + 1] = "---" end
            self:comment(paragraph)
        end
        if #doc.examples > 0 then
            self[#self + 1] = "---"
            self[#self + 1] = "---```lua"
            for _, line in ipairs(doc.examples) do self[#self + 1] = "---" .. line end
            self[#self + 1] = "---```"
        end
    end
    local names = {}
    for _, param in ipairs(page.params(topic)) do
        local kind = param.type
        if param.name == "options" and #options > 0 then
            kind = kind:find("[^%w{]") and not kind:find("^[{t]") and kind .. "|" .. class or class
        end
        names[#names + 1] = KEYWORDS[param.name] and param.name .. "_" or param.name
        self[#self + 1] = ("---@param %s%s %s %s"):format(names[#names], param.optional and "?" or "", kind,
            one_line(param.doc)):gsub("%s+$", "")
    end
    for _, result in ipairs(doc and doc.returns or {}) do
        self[#self + 1] = ("---@return %s %s"):format(result.type, one_line(result.doc)):gsub("%s+$", "")
    end
    self:add("function %s(%s) end", name, table.concat(names, ", "))
    self[#self + 1] = ""
end

-- The classes that the annotations speak of, by name; a comment block says one.
local function annotated_classes()
    local classes = {}
    for _, path in ipairs(host.library_files()) do
        if path:find("^docker/") or path:find("^task") or path:find("^explain/") or path == "job.lua" then
            for name, doc in pairs(source.file(path).classes) do classes[name] = { doc = doc, path = path } end
        end
    end
    return classes
end

-- Which class a topic such as "container" is: the one annotated in the file that makes it.
local function class_of(topic, classes)
    if classes[topic.name] then return topic.name end
    local inspect = type(topic.value) == "table" and topic.value.inspect
    local path = inspect and debug.getinfo(inspect, "S").source:match("^@stdlib/(.*)$")
    for name, class in pairs(classes) do
        if class.path == path and class.doc.parent == "Model" then return name end
    end
    if topic.name == "stream" then return "Stream" end
end

local function sorted_keys(map)
    local keys = {}
    for key in pairs(map) do keys[#keys + 1] = key end
    table.sort(keys)
    return keys
end

function Writer:classes(classes)
    local members, of_topic = {}, {}
    for _, topic in ipairs(index.all()) do
        if topic.kind == "class" then of_topic[topic.name] = class_of(topic, classes) end
    end
    for _, topic in ipairs(index.all()) do
        local class = (topic.kind == "method" or topic.kind == "property") and of_topic[topic.owner]
        if class then
            members[class] = members[class] or {}
            table.insert(members[class], topic)
        end
    end
    for _, name in ipairs(sorted_keys(classes)) do
        local doc = classes[name].doc
        self:add("---@class %s%s", name, doc.parent and ": " .. doc.parent or "")
        local told = {}
        for _, field in ipairs(doc.fields) do
            told[field.name] = true
            local base = field.type:gsub("%?$", "")
            local mark = base ~= field.type and "?" or ""
            self[#self + 1] = ("---@field %s%s %s %s"):format(field.name, mark, base, one_line(field.doc)):gsub("%s+$", "")
        end
        for _, topic in ipairs(members[name] or {}) do
            local key = topic.name:match("[%w_]+$")
            if topic.kind == "property" and not told[key] then
                self:add("---@field %s %s", key, topic.doc and topic.doc.type or "any")
            end
        end
        self:add("local %s = {}", name)
        self[#self + 1] = ""
        for _, topic in ipairs(members[name] or {}) do
            local key = topic.name:match("[%w_]+$")
            if topic.kind == "method" and not told[key] then
                self:callable(topic, ("%s:%s"):format(name, key))
            end
        end
    end
end

function Writer:globals()
    for _, topic in ipairs(index.all()) do
        if topic.kind == "client" or topic.kind == "collection" or topic.kind == "module" then
            self:comment(topic.doc and topic.doc.summary)
            self:add("---@class %s", topic.name)
            self:add("%s = {}", topic.name)
            self[#self + 1] = ""
        end
    end
    for _, topic in ipairs(index.all()) do
        if topic.kind == "function" then self:callable(topic, topic.name) end
        if topic.kind == "value" then
            self:comment(topic.doc and topic.doc.summary)
            self:add("%s = nil ---@type any", topic.name)
            self[#self + 1] = ""
        end
    end
end

function Writer:operations()
    self:comment("Every operation of the engine by its name in the Engine API.")
    self:add("---@class docker.api")
    self:add("docker.api = {}")
    self[#self + 1] = ""
    local operations = require("docker.api").operations()
    for _, id in ipairs(sorted_keys(operations)) do
        local operation = operations[id]
        local fields = { { name = "timeout", type = "seconds", doc = "the limit for the call" } }
        if operation.body ~= "none" then
            fields[2] = { name = "body", type = operation.body == "bytes" and "any" or "table", doc = "of the request" }
        end
        for _, parameter in ipairs(operation.parameters) do
            fields[#fields + 1] = { name = parameter.name, type = parameter.type, required = parameter.required,
                choices = parameter.values, doc = parameter.doc }
        end
        self:fields(id .. "Parameters", fields)
        self:comment(("%s `%s %s`"):format(operation.doc, operation.method, operation.path))
        self:add("---@param parameters %sParameters", id)
        self:add("---@return any")
        self:add("function docker.api.%s(parameters) end", id)
        self[#self + 1] = ""
    end
end

--- The types as one Lua file of declarations.
---@return string
function M.text()
    local writer = setmetatable({ "---@meta", "" }, Writer)
    local classes = annotated_classes()
    writer:classes(classes)
    if not classes.Client then writer:add("---@alias Client docker") end
    writer[#writer + 1] = ""
    writer:globals()
    writer:operations()
    return table.concat(writer, "\n")
end

--- Writes the types into a folder, which is made where it is missing: `moondock.lua`. An editor that uses
--- lua-language-server finds them when its setting `workspace.library` names the folder.
---
---     moondock types ~/.local/share/moondock/types
---@param folder string
---@return string path of the file
function M.write(folder)
    local path = folder:gsub("/+$", "") .. "/moondock.lua"
    host.make_folder(folder)
    local temporary = path .. ".new"
    local file, message = io.open(temporary, "wb")
    if not file then errors.invalid(("cannot write %s"):format(message)) end
    file:write(M.text())
    file:close()
    local ok, why = os.rename(temporary, path)
    if not ok then errors.invalid(("cannot write %s: %s"):format(path, why)) end
    return path
end

return M
