--- Pages of help: how a topic is written for a person.

local behind = require "help.behind"
local index = require "help.index"
local paint = require "help.paint"
local text = require "text"

local M = {}

local INDENT = "  "

-- ---- A page is built line by line.

local Page = {}
Page.__index = Page

local function new_page()
    return setmetatable({ lines = {}, paint = paint.new(), width = paint.width() }, Page)
end

function Page:add(line) self.lines[#self.lines + 1] = line end

function Page:section(title)
    self:add("")
    self:add(self.paint.title(title))
end

function Page:paragraph(words)
    for _, line in ipairs(paint.wrap(words, self.width - #INDENT)) do self:add(INDENT .. line) end
end

-- What the section about the engine's API tells is not told twice.
-- Operations have a part of the page of their own.
local function without_operations(words) return (words:gsub("%s*Operations?%s+%u%l+%u[^.]*%.$", "")) end

-- Comments refer to modules of the library, which are on this page already; what help knows by that name stays.
local function without_modules(words)
    local function kept(name) return not index.named(name) and "" or nil end
    words = words:gsub("%s*Options: see `(docker%.[%w_]+)`%.", kept)
    words = words:gsub("%s*See `(docker%.[%w_]+)`[%w ]*%.", kept)
    return (words:gsub(",?%s*see `(docker%.[%w_]+)`", kept))
end

function Page:paragraphs(list)
    local is_first = true
    for _, words in ipairs(list) do
        words = without_modules(without_operations(words))
        if words ~= "" then
            if not is_first then self:add("") end
            self:paragraph(words)
            is_first = false
        end
    end
end

-- Rows of two or three columns; the last is wrapped.
function Page:rows(rows)
    local first, second = 0, 0
    for _, row in ipairs(rows) do
        first = math.max(first, math.min(text.width(row[1]), 34))
        second = math.max(second, math.min(text.width(row[2] or ""), 28))
    end
    for _, row in ipairs(rows) do
        local left = self.paint.name(text.pad(row[1], first))
        local middle = second > 0 and "  " .. self.paint.value(text.pad(row[2] or "", second)) or ""
        local used = #INDENT + math.max(first, text.width(row[1]))
            + (second > 0 and 2 + math.max(second, text.width(row[2] or "")) or 0) + 2
        local words = row[3] or ""
        if used > self.width - 24 and words ~= "" then
            self:add((INDENT .. left .. middle):gsub("%s+$", ""))
            for _, line in ipairs(paint.wrap(words, self.width - 6)) do self:add("      " .. line) end
        else
            local wrapped = paint.wrap(words, math.max(20, self.width - used))
            self:add(((INDENT .. left .. middle .. "  " .. wrapped[1]):gsub("%s+$", "")))
            for i = 2, #wrapped do self:add((" "):rep(used) .. wrapped[i]) end
        end
    end
end

function Page:code(lines)
    for _, line in ipairs(lines) do self:add(line == "" and "" or "    " .. self.paint.code(line)) end
end

function Page:text() return table.concat(self.lines, "\n") .. "\n" end

-- ---- What is told of a function

local function argument_list(params)
    local names = {}
    for _, param in ipairs(params) do
        names[#names + 1] = param.name == "..." and "…" or param.name .. (param.optional and "?" or "")
    end
    return names
end

--- The arguments that callers write: not the owner, which the library's functions take first.
---@param topic Topic
---@return {name: string, type: string, optional: boolean, doc: string}[]
function M.params(topic)
    local params = {}
    for _, param in ipairs(topic.doc and topic.doc.params or {}) do
        local is_owner = #params == 0 and (param.name == "client" or param.name == "self" or param.name == "container")
            and topic.kind ~= "module" and param.type:find("^table$")
        if not is_owner then
            local name = (param.name == "given" or param.name == "where") and "options" or param.name
            params[#params + 1] = { name = name, type = param.type, optional = param.optional, doc = param.doc }
        end
    end
    return params
end

local function variable(name)
    return name:match("^[%w_]+"):sub(1, 1):lower()
end

--- How a topic is called: `docker.containers.run(image, command?, options?)`.
---@param topic Topic
---@return string
function M.signature(topic)
    if topic.kind == "operation" then return ("docker.api.%s { … }"):format(topic.name) end
    if topic.kind ~= "function" and topic.kind ~= "method" then return topic.name end
    return ("%s(%s)"):format(topic.name, table.concat(argument_list(M.params(topic)), ", "))
end

local function option_row(option)
    local facts = {}
    if option.choices then
        local choices = {}
        for i, choice in ipairs(option.choices) do choices[i] = tostring(choice) end
        facts[#facts + 1] = "one of " .. table.concat(choices, ", ")
    end
    if option.default ~= nil then facts[#facts + 1] = "default " .. tostring(option.default) end
    if option.since then facts[#facts + 1] = "API " .. option.since .. " and later" end
    if option.before then facts[#facts + 1] = "API before " .. option.before end
    if option.alias then facts[#facts + 1] = "also written " .. option.alias end
    local words = option.doc or ""
    local field = option.config or option.host and "HostConfig." .. option.host
    if words == "" and field then words = field .. " of the request" end
    if #facts > 0 then words = ("%s%s(%s)"):format(words, words == "" and "" or " ", table.concat(facts, "; ")) end
    return { option.name, (option.type:gsub("|", " or ")), words }
end

local function operation_row(id)
    local operation = require("docker.api").operations()[id]
    local since = operation.since and ("  API %s and later"):format(operation.since) or ""
    return { id, ("%s %s"):format(operation.method, operation.path), since:gsub("^%s+", "") }
end

local VALUES = { string = '"web"', integer = "10", boolean = "true", number = "1", table = "{}",
    ["function"] = "print" }

-- A line that can be typed, where the comment shows none.
local function example(topic)
    local arguments = {}
    for _, param in ipairs(M.params(topic)) do
        if param.optional or param.name == "..." then break end
        local value = VALUES[param.type:match("^[%a]+")] or "nil"
        if param.name == "image" then value = '"busybox"' end
        if param.name == "command" then value = '"ls -la"' end
        arguments[#arguments + 1] = value
    end
    local call = ("(%s)"):format(table.concat(arguments, ", "))
    if topic.kind ~= "method" then return { topic.name .. call } end
    local owner, name = topic.name:match("^(.*):(.*)$")
    local object = variable(owner)
    local collection = index.named("docker." .. owner .. "s") and ("docker.%ss"):format(owner)
    local lines = {}
    if collection then
        local name = owner == "image" and "busybox" or "web"
        lines[1] = ('local %s = %s.get("%s")'):format(object, collection, name)
    end
    if owner == "stream" then lines[1] = 'local s = docker.exec("web", "cat", { stdin = true, socket = true })' end
    lines[#lines + 1] = ("%s:%s%s"):format(object, name, call)
    return lines
end

local function error_rows(topic, operations)
    local kinds = require("moondock.errors").kinds
    local rows, seen = {}, {}
    local function add(kind, words)
        if not seen[kind] and kinds[kind] then rows[#rows + 1] = { kind, nil, words or kinds[kind] } end
        seen[kind] = true
    end
    local told = ""
    for _, doc in pairs { topic.doc or false, topic.f and behind.more(topic.f) or false } do
        told = ("%s %s"):format(told, table.concat(doc and doc.text or {}, " "))
        for _, result in ipairs(doc and doc.returns or {}) do told = ("%s %s"):format(told, result.doc) end
    end
    for kind in told:gmatch("kind `([%a_]+)`") do add(kind) end
    local known = require("docker.api").operations()
    for _, id in ipairs(operations) do
        local operation = known[id]
        if operation.path:find("{", 1, true) then add("not_found") end
        if operation.since then add("version", ("the engine's API is older than %s"):format(operation.since)) end
        if operation.mutates then add("read_only") end
        add("connection")
    end
    if topic.kind == "operation" or #behind.options(topic.f) > 0 then
        add("invalid_argument", "an option or its value is wrong; the message names the nearest")
    end
    return rows
end

-- What the function behind says; not once more what its front has begun with.
local function further(own, more)
    local first, rest = (more[1] or ""):match "^([^.]+)%.%s*(.*)$"
    if not first or (own[1] or ""):sub(1, #first) ~= first then return more end
    local list = table.move(more, 2, #more, 2, { rest })
    if without_operations(rest) == "" then table.remove(list, 1) end
    return list
end

local function add_function_page(page, topic)
    local doc = topic.doc or { text = {}, params = {}, returns = {}, examples = {} }
    local more = behind.more(topic.f) or { text = {}, returns = {} }
    page:paragraphs(doc.text)
    local text = further(doc.text, more.text)
    if #text > 0 then
        page:add("")
        page:paragraphs(text)
    end
    local options = behind.options(topic.f)
    local params = M.params(topic)
    if #params > 0 then
        page:section("ARGUMENTS")
        local rows = {}
        for i, param in ipairs(params) do
            local kind = #options > 0 and param.type:find("^table") and "table" or param.type
            local words = param.doc
            if #options > 0 and param.name == "options" and words:find("^[%w_ ]+$") then words = "see below" end
            rows[i] = { param.name .. (param.optional and "?" or ""), kind, words }
        end
        page:rows(rows)
    end
    if #options > 0 then
        page:section("OPTIONS")
        local rows = {}
        for i, option in ipairs(options) do rows[i] = option_row(option) end
        page:rows(rows)
    end
    local is_said = doc.returns[1] and doc.returns[1].doc:find "%w"
    local returns = (is_said or #more.returns == 0) and doc.returns or more.returns
    if #returns > 0 then
        page:section("RETURNS")
        for _, result in ipairs(returns) do page:paragraph(("%s  %s"):format(result.type, result.doc)) end
    end
    local operations = topic.f and behind.operations(topic.f) or {}
    if #operations > 0 then
        page:section("ENGINE API")
        local rows = {}
        for i, id in ipairs(operations) do rows[i] = operation_row(id) end
        page:rows(rows)
    end
    local command = require("docker.cli").for_function(topic.name, operations)
    if command then
        page:section("DOCKER COMMAND")
        page:code { command }
    end
    page:section("EXAMPLE")
    page:code(#doc.examples > 0 and doc.examples or example(topic))
    local rows = error_rows(topic, operations)
    if #rows > 0 then
        page:section("ERRORS")
        page:rows(rows)
    end
end

-- ---- Operations

local TYPES = { reference = "string", list = "string or list", json_list = "list", map = "table",
    json = "table or JSON",
    filters = "table", platform = "string or table", platforms = "string or list", credentials = "table" }

local REPLIES = { json = "a table", empty = "true", text = "a string", headers = "true",
    long_poll = "a table, when it is over",
    byte_stream = "a stream of bytes", json_stream = "a stream of tables", log_stream = "a stream of lines",
    duplex = "a stream that can be read and written" }

local SAMPLES = { string = '"web"', reference = '"busybox"', integer = "10", boolean = "true",
    filters = '{ label = { "app=web" } }' }

local function operation_example(operation)
    local parts = {}
    for _, parameter in ipairs(operation.parameters) do
        if parameter.required then
            local key = parameter.name:find("^[%a_][%w_]*$") and parameter.name or ('["%s"]'):format(parameter.name)
            parts[#parts + 1] = ("%s = %s"):format(key, SAMPLES[parameter.type] or '"…"')
        end
    end
    if operation.body == "object" and operation.body_required then parts[#parts + 1] = "body = { … }" end
    if operation.body == "bytes" then parts[#parts + 1] = 'body = { file = "archive.tar" }' end
    local own = require("docker.cli").examples[operation.id]
    local arguments = #parts > 0 and (" { %s }"):format(table.concat(parts, ", ")) or "()"
    return own or ("docker.api.%s%s"):format(operation.id, arguments)
end

local function add_operation_page(page, operation)
    page:paragraph(operation.doc)
    page:section("ENGINE API")
    page:rows { operation_row(operation.id) }
    if operation.upgrade then
        page:paragraph("The connection changes to " .. operation.upgrade .. " and carries bytes both ways.")
    end
    if #operation.parameters > 0 then
        page:section("PARAMETERS")
        local rows = {}
        for i, parameter in ipairs(operation.parameters) do
            local facts = { parameter["in"] }
            if parameter.required then facts[#facts + 1] = "required" end
            if parameter.since then facts[#facts + 1] = ("API %s and later"):format(parameter.since) end
            if parameter.dropped then facts[#facts + 1] = ("until API %s"):format(parameter.dropped) end
            if parameter.values and #parameter.values > 0 then
                facts[#facts + 1] = "knows " .. table.concat(parameter.values, ", ")
            end
            rows[i] = { parameter.name, TYPES[parameter.type] or parameter.type,
                ("%s (%s)"):format(parameter.doc, table.concat(facts, "; ")) }
        end
        page:rows(rows)
    end
    if operation.body ~= "none" then
        page:section("BODY")
        local kinds = { object = "A table, sent as JSON", array = "A list, sent as JSON",
            bytes = 'A string, { file = "PATH" }, an open file, a stream, or a function that gives pieces' }
        page:paragraph(("%s%s."):format(kinds[operation.body], operation.body_required and "; required" or ""))
    end
    page:section("RETURNS")
    page:paragraph(REPLIES[operation.reply] or operation.reply)
    local command = require("docker.cli").form(operation.id)
    if command then
        page:section("DOCKER COMMAND")
        page:code { command }
    end
    page:section("EXAMPLE")
    page:code { operation_example(operation) }
    page:section("ERRORS")
    page:rows(error_rows({ kind = "operation" }, { operation.id }))
    local users = M.users(operation.id)
    if #users > 0 then
        page:section("USED BY")
        page:paragraph(table.concat(users, "  "))
    end
end

--- The functions of the library that call an operation.
---@param id string
---@return string[] names
function M.users(id)
    local names = {}
    for _, topic in ipairs(index.all()) do
        if topic.f and topic.doc then
            for _, each in ipairs(topic.doc.operations or {}) do
                if each == id then names[#names + 1] = topic.name end
            end
        end
    end
    return names
end

-- ---- Owners: collections, classes, modules

local function summary(topic)
    if topic.operation then return topic.operation.doc end
    return topic.doc and topic.doc.summary or ""
end

local function add_owner_page(page, topic)
    local doc = topic.doc
    page:paragraphs(doc and doc.text or {})
    if doc and #doc.examples > 0 then
        page:section("EXAMPLE")
        page:code(doc.examples)
    end
    local groups = { { "PROPERTIES", "property" }, { "VALUES", "value" }, { "METHODS", "method" },
        { "FUNCTIONS", "function" }, { "COLLECTIONS", "collection" }, { "MORE", "api" }, { "OPERATIONS", "operation" } }
    local members = index.members(topic.name)
    for _, group in ipairs(groups) do
        local rows = {}
        for _, member in ipairs(members) do
            if member.kind == group[2] then rows[#rows + 1] = { member.name, nil, summary(member) } end
        end
        if #rows > 0 then
            page:section(group[1])
            page:rows(rows)
        end
    end
end

--- The page of a topic.
---@param topic Topic
---@return string
function M.topic(topic)
    local page = new_page()
    page:add(page.paint.name(M.signature(topic)))
    if topic.operation then
        add_operation_page(page, topic.operation)
    elseif topic.f then
        add_function_page(page, topic)
    elseif topic.kind == "property" or topic.kind == "value" then
        local doc = topic.doc
        if doc and doc.type then page:paragraph(doc.type) end
        for _, words in ipairs(doc and doc.text or {}) do page:paragraph(words) end
        if doc and #doc.examples > 0 then
            page:section("EXAMPLE")
            page:code(doc.examples)
        end
    else
        add_owner_page(page, topic)
    end
    return page:text()
end

--- The page of a guide.
---@param guide table of `help.guides`
---@return string
function M.guide(guide)
    local page = new_page()
    page:add(page.paint.name(guide.name))
    page:paragraph(guide.summary)
    for _, section in ipairs(guide.sections) do
        if section.title then page:section(section.title) else page:add("") end
        if section.text then page:paragraph(section.text) end
        if section.rows then page:rows(section.rows()) end
        if section.code then page:code(section.code) end
    end
    return page:text()
end

--- A list of topics, each with its first sentence.
---@param title string
---@param found Topic[]
---@return string
function M.list(title, found)
    local page = new_page()
    page:add(page.paint.title(title))
    local rows = {}
    for i, each in ipairs(found) do rows[i] = { each.name, nil, each.found or summary(each) } end
    page:rows(rows)
    return page:text()
end

--- What can be asked for.
---@return string
function M.overview()
    local page = new_page()
    page:add(page.paint.title("moondock: a Lua 5.4 shell for the Docker Engine"))
    page:add("")
    page:rows {
        { "help(docker.containers.run)", nil, "about a function, a collection, an object, an operation" },
        { 'help "containers.run"', nil, "the same by name" },
        { 'help "follow"', nil, "everything that has to do with a word" },
        { "help(docker.api)", nil, "the operations of the engine" },
    }
    page:section("GLOBALS")
    local rows = {}
    for _, topic in ipairs(index.all()) do
        if not topic.owner and topic.kind ~= "class" and not topic.operation then
            rows[#rows + 1] = { M.signature(topic), nil, summary(topic) }
        end
    end
    page:rows(rows)
    page:section("GUIDES")
    rows = {}
    for i, guide in ipairs(require("help.guides").all()) do
        rows[i] = { ('help "%s"'):format(guide.name), nil, guide.summary }
    end
    page:rows(rows)
    page:section("COLLECTIONS AND OBJECTS")
    rows = {}
    for _, topic in ipairs(index.all()) do
        local has_members = topic.kind == "collection" or topic.kind == "class"
        if has_members then rows[#rows + 1] = { topic.name, nil, summary(topic) } end
    end
    page:rows(rows)
    return page:text()
end

return M
