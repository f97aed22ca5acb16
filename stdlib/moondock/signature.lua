--- What is known of a function without running it: its parameters, its options, a line of doc, what it returns.
---
--- Everything is read from the library's own source, so it cannot differ from what the function does. Functions of users
--- have parameters only.
---
---     local signature = require "moondock.signature"
---     local s = signature.of(docker.containers.list)
---     print(s.summary, s.parameters[1], s.options[1].name)      --> Lists containers: …  given  all

local host = require "moondock.host"
local upvalue = require "moondock.upvalue"

local getinfo, getlocal, getmetatable = debug.getinfo, debug.getlocal, debug.getmetatable
local type, rawget = type, rawget

local M = {}

local known = setmetatable({}, { __mode = "k" })
local files = {}

-- The lines of a file of the library; nil for any other source.
local function lines_of(source)
    local path = source:match("^@stdlib/(.*)$")
    if not path then return nil end
    local lines = files[path]
    if lines == nil then
        local source_text = host.library_source(path)
        lines = {}
        for line in ((source_text or "") .. "\n"):gmatch("(.-)\n") do lines[#lines + 1] = line end
        files[path] = lines
    end
    return lines
end

-- The function behind the wrappers that let a dot and a colon both work; how many owners come before its arguments.
local function unwrapped(f)
    local hidden = 0
    for _ = 1, 4 do
        local source = getinfo(f, "S").source
        if source ~= "@stdlib/docker/bind.lua" and source ~= "@stdlib/docker/collection.lua" then break end
        local inner = upvalue(f, "f")
        if type(inner) ~= "function" then break end
        f, hidden = inner, 1
    end
    return f, hidden
end

-- ---- The comment above a function

-- Reads the comment that ends above line `first`.
local function comment(lines, first)
    local start = first
    while start > 1 and lines[start - 1]:find("^%s*%-%-%-") do start = start - 1 end
    local doc = { params = {}, returns = {} }
    local prose, in_prose = {}, true
    for i = start, first - 1 do
        local line = lines[i]:gsub("^%s*%-%-%-", "")
        local tag, rest = line:match("^@(%w+)%s*(.*)$")
        if tag == "param" then
            local name, optional, shape, note = rest:match("^([%w_%.]+)(%??)%s+(%S+)%s*(.*)$")
            if name then
                doc.params[name] = { optional = optional == "?", type = shape, doc = note }
            end
        elseif tag == "return" then
            doc.returns[#doc.returns + 1] = rest
        end
        if tag or line:match("^%s*$") then in_prose = in_prose and #prose == 0 end
        if in_prose and not tag and line:match("%S") then prose[#prose + 1] = line:match("^%s*(.-)%s*$") end
    end
    local text = table.concat(prose, " ")
    doc.summary = text:match("^(.-%.)%s") or text
    return doc
end

-- ---- The options

local function is_schema(value)
    if type(value) ~= "table" then return false end
    local first = rawget(value, 1)
    return type(first) == "table" and type(rawget(first, "name")) == "string" and rawget(first, "type") ~= nil
end

local function module(name)
    local ok, value = pcall(require, name)
    return ok and value or nil
end

-- The value of `NAME`, `NAME.field` or `require("name").field` as function `f` sees it; a local of its body may be a
-- module.
local function seen_by(f, expression, body)
    local required, of = expression:match('^require%s*%(?"([%w_.]+)"%)?%.([%w_]+)$')
    if required then
        local library = module(required)
        return type(library) == "table" and rawget(library, of) or nil
    end
    local name, field = expression:match("^([%a_][%w_]*)%.?([%w_]*)$")
    local value = name and upvalue(f, name)
    if value == nil and name then
        required = body:match("local%s+" .. name .. '%s*=%s*require%s*%(?"([%w_.]+)"')
        value = required and module(required)
    end
    if value ~= nil and field ~= "" then value = type(value) == "table" and rawget(value, field) or nil end
    return value
end

-- A schema that is written in place.
local function literal(expression)
    local chunk = load("return " .. expression, "=schema", "t", {})
    local ok, value = pcall(chunk or error)
    return ok and is_schema(value) and value or nil
end

local options_of

-- The functions that calls in a body name and that get `parameter`, the innermost of nested calls too.
local function delegates(f, body, parameter, found)
    local wanted = "%f[%w_]" .. parameter .. "%f[^%w_]"
    for library_name, name, arguments in body:gmatch('require%s*%(?"([%w_.]+)"%)?%.([%w_]+)(%b())') do
        if arguments:find(wanted) then
            local library = module(library_name)
            found[#found + 1] = type(library) == "table" and rawget(library, name) or nil
        end
    end
    for callee, arguments in body:gmatch("%f[%w_.]([%a_][%w_]*%.?[%w_]*)(%b())") do
        if arguments:find(wanted) then
            local target = seen_by(f, callee, body)
            if type(target) == "function" and target ~= f then found[#found + 1] = target end
            delegates(f, arguments:sub(2), parameter, found)
        end
    end
    return found
end

function options_of(f, depth)
    local info = getinfo(f, "Su")
    local lines = lines_of(info.source)
    if not lines or depth > 4 then return nil end
    local body = table.concat(lines, "\n", info.linedefined, math.min(info.lastlinedefined, #lines))
    -- options.check("who", SCHEMA, given)
    for arguments in body:gmatch("%f[%w_]check(%b())") do
        local expression = arguments:match("^%([^,]+,%s*(%b{})") or arguments:match('^%([^,]+,%s*(require%s*%(?"[%w_.]+"%)?%.[%w_]+)')
            or arguments:match("^%([^,]+,%s*([%a_][%w_.]*)")
        if expression then
            local schema
            if expression:sub(1, 1) == "{" then
                schema = literal(expression)
            else
                schema = seen_by(f, expression, body)
                if schema == nil then
                    local written = body:match("local%s+" .. expression:gsub("%p", "%%%0") .. "%s*=%s*(%b{})")
                    schema = written and literal(written)
                end
            end
            if is_schema(schema) then return schema end
        end
    end
    if info.nparams == 0 then return nil end
    local parameter = getlocal(f, info.nparams)
    -- A table of options that goes to another function together with what was given: spec.changes(who, UPDATE, given)
    for arguments in body:gmatch("%f[%w_][%a_][%w_.]*(%b())") do
        if arguments:find("%f[%w_]" .. parameter .. "%f[^%w_]") then
            for expression in arguments:gmatch("%f[%w_.][%a_][%w_.]*") do
                local schema = seen_by(f, expression, body)
                if is_schema(schema) then return schema end
            end
        end
    end
    for _, target in ipairs(delegates(f, body, parameter, {})) do
        local schema = type(target) == "function" and options_of(target, depth + 1)
        if schema then return schema end
    end
end

--- Describes a function.
---@param f any
---@return {parameters: string[], optional: table<string, boolean>, types: table<string, string>, vararg: boolean, options: table[]?, summary: string, returns: string?}?
--- signature nil for what is not a function; options nil when it takes none
function M.of(f)
    if type(f) ~= "function" then
        local metatable = getmetatable(f)
        local call = type(metatable) == "table" and rawget(metatable, "__call")
        if type(call) ~= "function" then return nil end
        f = call
    end
    if known[f] then return known[f] end
    local inner, hidden = unwrapped(f)
    local info = getinfo(inner, "Su")
    local lines = lines_of(info.source)
    local doc = lines and comment(lines, info.linedefined) or { params = {}, returns = {}, summary = "" }
    local signature = {
        parameters = {}, optional = {}, types = {}, vararg = info.isvararg, summary = doc.summary,
        returns = doc.returns[1],
    }
    for i = 1 + hidden, info.nparams do
        local name = getlocal(inner, i)
        if not (i == 1 and name == "self") then
            local param = doc.params[name]
            signature.parameters[#signature.parameters + 1] = name
            signature.optional[name] = param and param.optional or false
            signature.types[name] = param and param.type or nil
        end
    end
    if info.what == "C" then signature.vararg, signature.is_opaque = true, true end
    if lines then signature.options = options_of(inner, 0) end
    known[f] = signature
    return signature
end

--- Writes a signature shortly: `(image, [command], {options})`.
---@param signature table what `of` gave
---@param from? integer the first parameter shown; default 1
---@return string
function M.parameters(signature, from)
    local parts = {}
    for i = from or 1, #signature.parameters do
        local name = signature.parameters[i]
        if i == #signature.parameters and signature.options then
            parts[#parts + 1] = "{options}"
        else
            parts[#parts + 1] = signature.optional[name] and ("[%s]"):format(name) or name
        end
    end
    if signature.vararg then parts[#parts + 1] = "…" end
    return table.concat(parts, ", ")
end

--- Reads the `---@field` lines of the class whose methods lie in the same file as `f`.
---@param f function
---@return table<string, {type: string, doc: string}>
function M.fields(f)
    local lines = lines_of(getinfo(f, "S").source)
    local fields = {}
    for _, line in ipairs(lines or {}) do
        local name, shape, doc = line:match("^%-%-%-@field%s+([%w_]+)%s+([^%s]+)%s*(.*)$")
        if name then fields[name] = { type = shape, doc = doc } end
    end
    return fields
end

return M
