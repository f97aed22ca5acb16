--- Every public name with its documentation. The names are those of the living objects, so that whatever is there is
--- found; nothing is sent to an engine.

local host = require "moondock.host"
local source = require "help.source"
local behind = require "help.behind"
local upvalue = require "moondock.upvalue"

local M = {}

---@class Topic
---@field name string "docker.containers.run", "container:logs", "task.map", "ContainerList"
---@field kind string function method property collection class module operation option
---@field f function?
---@field doc Documentation?
---@field owner string? the topic that it belongs to
---@field operation table? of the catalogue

local topics, by_name, by_function, by_table

local function add(topic)
    if by_name[topic.name] then return by_name[topic.name] end
    topics[#topics + 1] = topic
    by_name[topic.name] = topic
    if topic.f then by_function[behind.written(topic.f)] = by_function[behind.written(topic.f)] or topic end
    return topic
end

local function sorted(t)
    local names = {}
    for name in pairs(t or {}) do
        if type(name) == "string" and not name:find("^_") then names[#names + 1] = name end
    end
    table.sort(names)
    return names
end

local function add_function(name, f, owner, kind)
    f = behind.written(f)
    return add { name = name, kind = kind or "function", f = f, doc = source.of(f), owner = owner }
end

local function file_doc(path)
    return source.file(path).file
end

-- A client, a collection or another owner whose members are bound when they are used.
local function add_owner(name, value)
    local metatable = getmetatable(value)
    local path = name == "docker" and "docker/init.lua" or nil
    local members = metatable.members
    for _, key in ipairs(sorted(members)) do
        local f = behind.written(members[key])
        path = path or debug.getinfo(f, "S").source:match("^@stdlib/(.*)$")
    end
    add { name = name, kind = name == "docker" and "client" or "collection", doc = path and file_doc(path),
        value = value, owner = name:match("^(.*)%.[^.]+$") }
    by_table[value] = by_name[name]
    for _, key in ipairs(sorted(members)) do add_function(("%s.%s"):format(name, key), members[key], name) end
    for _, key in ipairs(sorted(metatable.lazy)) do
        local inner = value[key]
        local inner_name = ("%s.%s"):format(name, key)
        local inner_metatable = getmetatable(inner)
        if key == "api" then
            add { name = inner_name, kind = "api", doc = file_doc("docker/api.lua"), value = inner, owner = name }
            by_table[inner] = by_name[inner_name]
        elseif type(inner_metatable) == "table" and inner_metatable.members then
            add_owner(inner_name, inner)
        else
            add { name = inner_name, kind = "value", doc = source.of(metatable.lazy[key]), value = inner,
                owner = name }
        end
    end
end

-- The documentation of a property: its own comment, or the annotation of the class's field.
local function property_doc(class, key)
    local own = source.of(class.properties[key])
    if own then return own end
    local paths = { "docker/model.lua" }
    for _, members in ipairs { class.properties, class.methods } do
        for _, f in pairs(members) do
            paths[#paths + 1] = debug.getinfo(f, "S").source:match("^@stdlib/(.*)$")
        end
    end
    for _, path in ipairs(paths) do
        for _, doc in pairs(source.file(path).classes) do
            for _, field in ipairs(doc.fields) do
                if field.name == key then
                    local text = field.doc ~= "" and field.doc or nil
                    return { summary = text or field.type, text = { text }, type = field.type, examples = {},
                        params = {}, returns = {}, fields = {}, operations = {} }
                end
            end
        end
    end
end

local function add_class(name, class)
    local inspect = debug.getinfo(class.inspect, "S").source:match("^@stdlib/(.*)$")
    -- A global of that name is something else: config is the shell's settings, and a swarm's config.
    local title = by_name[name] and name .. " object" or name
    add { name = title, kind = "class", doc = inspect and file_doc(inspect), value = class }
    by_table[class] = by_name[title]
    for _, key in ipairs(sorted(class.methods)) do
        add_function(("%s:%s"):format(name, key), class.methods[key], title, "method")
    end
    for _, key in ipairs(sorted(class.properties)) do
        add { name = ("%s.%s"):format(name, key), kind = "property", doc = property_doc(class, key), owner = title }
    end
end

-- The comment above `M.name =` in a file.
local function value_doc(path, key)
    local file = source.file(path)
    for line, doc in pairs(file.lines) do
        if file.source[line]:find("^M%." .. key .. "%s*=") then return doc end
    end
end

local function add_module(name, module, path)
    add { name = name, kind = "module", doc = file_doc(path), value = module }
    by_table[module] = by_name[name]
    for _, key in ipairs(sorted(module)) do
        local value = rawget(module, key)
        if type(value) == "function" then
            local topic = add_function(("%s.%s"):format(name, key), value, name)
            topic.doc = topic.doc or value_doc(path, key)
        else
            add { name = ("%s.%s"):format(name, key), kind = "value", doc = value_doc(path, key), owner = name }
        end
    end
end

-- The objects that Lua modules make beside the engine's: tasks and channels.
local function add_objects(name, path, methods)
    add { name = name, kind = "class", doc = file_doc(path) }
    for _, key in ipairs(sorted(methods)) do
        if type(methods[key]) == "function" then
            add_function(("%s:%s"):format(name, key), methods[key], name, "method")
        end
    end
end

local function add_streams()
    local file = source.file("docker/streams.lua")
    add { name = "stream", kind = "class", doc = file.file }
    require "docker.streams"
    for _, key in ipairs(sorted(host.stream_methods)) do
        local topic = add_function("stream:" .. key, host.stream_methods[key], "stream", "method")
        for _, field in ipairs(file.classes.Stream.fields) do
            if field.name == key and not topic.doc then
                local result = field.type:match("^fun%b():%s*(.*)$")
                topic.doc = source.parse { field.doc ~= "" and field.doc or ("Gives %s."):format(result or "nothing"),
                    result and ("@return %s"):format(result) or nil }
                topic.doc.type = field.type
            end
        end
    end
end

local function add_globals()
    local paths = {}
    for _, path in ipairs(host.library_files()) do
        paths[path:gsub("/init%.lua$", ""):gsub("%.lua$", "")] = path
    end
    for _, name in ipairs(require("strict").globals()) do
        local value = _G[name]
        if name == "docker" then
            add_owner("docker", require "docker")
        elseif type(value) == "function" then
            add_function(name, value)
        elseif type(value) == "table" then
            add_module(name, value, paths[name] or paths["moondock/" .. name] or (name .. ".lua"))
        end
    end
end

local function add_operations()
    for id, operation in pairs(require("docker.api").operations()) do
        add { name = id, kind = "operation", operation = operation, owner = "docker.api" }
    end
end

-- Loads what makes classes, so that they are known before an object of theirs is.
local function load_classes()
    for _, path in ipairs(host.library_files()) do
        if path:find("^docker/") and (host.library_source(path) or ""):find("model%.class%s*{") then
            pcall(require, (path:gsub("/init%.lua$", ""):gsub("%.lua$", ""):gsub("/", ".")))
        end
    end
end

local function build()
    topics, by_name, by_function, by_table = {}, {}, {}, {}
    add_globals()
    load_classes()
    local classes = require("docker.model").classes
    for _, name in ipairs(sorted(classes)) do add_class(name, classes[name]) end
    add_streams()
    local handles = require "task.handle"
    add_objects("Task", "task/handle.lua", upvalue(handles.start, "metatable").__index)
    add_objects("Channel", "task/channel.lua", getmetatable(require("task").channel()).__index)
    add_operations()
    table.sort(topics, function(a, b) return a.name < b.name end)
end

--- All topics, sorted by name.
---@return Topic[]
function M.all()
    if not topics then build() end
    return topics
end

--- The topic of a name.
---@param name string
---@return Topic?
function M.named(name)
    M.all()
    return by_name[name]
end

--- The topic of a value: a function, a collection, a module, an object.
---@param value any
---@return Topic?
function M.of(value)
    M.all()
    if type(value) == "function" then
        local topic = by_function[behind.written(value)]
        if topic then return topic end
        -- A function of docker.api knows its operation.
        for i = 1, 16 do
            local name, operation = debug.getupvalue(value, i)
            if not name then return nil end
            if name == "operation" and type(operation) == "table" and operation.id then return by_name[operation.id] end
        end
        return nil
    end
    if type(value) == "userdata" then return by_name.stream end
    if type(value) ~= "table" then return nil end
    if by_table[value] then return by_table[value] end
    local metatable = getmetatable(value)
    if type(metatable) ~= "table" then return nil end
    if by_table[metatable] then return by_table[metatable] end
    local list = rawget(metatable, "items")
    if list then return by_name["docker." .. list] end
    -- A collection or client made by docker.connect has the name of the first one's.
    return by_name[rawget(metatable, "__name")]
end

--- What belongs to a topic.
---@param name string
---@return Topic[]
function M.members(name)
    local list = {}
    for _, topic in ipairs(M.all()) do
        if topic.owner == name then list[#list + 1] = topic end
    end
    return list
end

return M
