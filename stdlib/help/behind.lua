--- What stands behind a function of the library: the options it takes, and the operations that it calls. Both are read
--- from its code, so that they cannot differ from what it does.

local source = require "help.source"
local upvalue = require "moondock.upvalue"

local M = {}

local MAX_DEPTH = 4

--- The function that was written, behind the wrappers that bind it to its owner.
---@param f function
---@return function
function M.written(f)
    for _ = 1, 4 do
        -- What has a comment of its own was written for users.
        if not debug.getinfo(f, "S").source:find "^@stdlib/" or source.of(f) then return f end
        local inner = upvalue(f, "f") or upvalue(f, "member")
        if type(inner) ~= "function" then return f end
        f = inner
    end
    return f
end

-- The value of `A.b.c` as the function sees it.
local function resolve(f, expression)
    local value
    for part in expression:gmatch("[%w_]+") do
        if value == nil then
            value = upvalue(f, part)
        elseif type(value) == "table" then
            value = rawget(value, part)
        end
        if value == nil then return nil end
    end
    return value
end

local function is_schema(value)
    return type(value) == "table" and type(value[1]) == "table" and type(value[1].name) == "string"
end

-- Calls of the functions that check options: those of a call, and those that become a change of what is there.
local function checks(code)
    local list = {}
    for _, name in ipairs { "check", "changes" } do
        for rest in code:gmatch("%." .. name .. "(%b())") do list[#list + 1] = rest end
    end
    return list
end

-- The option tables that the code checks against, or hands over to be checked against.
local function schemas_in(f, code)
    local found = {}
    for _, rest in ipairs(checks(code)) do
        local inline = rest:match("^%([^{]-,%s*(%b{})")
        local expression = rest:match("^%([^,]+,%s*([%w_%.]+)%s*,")
        local value
        if expression then
            value = resolve(f, expression)
        elseif inline then
            local make = load("return " .. inline, "=options", "t", {})
            local ok, made = pcall(make or error)
            value = ok and made or nil
        end
        if is_schema(value) then found[#found + 1] = value end
    end
    if #found > 0 then return found end
    for expression in code:gmatch("[(,]%s*(%f[%w_][%w_%.]+)%s*%f[,)]") do
        local value = resolve(f, expression)
        if is_schema(value) then found[#found + 1] = value end
    end
    return found
end

-- A member of the client, or of one of its collections, as the code calls it.
local function member(path)
    local client = getmetatable(require "docker")
    local first, second = path:match("^([%w_]+)%.?([%w_]*)$")
    if not first then return nil end
    if second == "" then return client.members[first] end
    local collection = client.lazy[first] and getmetatable(require("docker")[first])
    return type(collection) == "table" and collection.members and collection.members[second] or nil
end

-- The functions of the library that the code calls.
local function callees(f, code)
    local list = {}
    local function add(value)
        if type(value) == "function" and debug.getinfo(value, "S").source:find("^@stdlib/") then
            list[#list + 1] = value
        end
    end
    for module, name in code:gmatch('require%s*%(?%s*"([%w_%.]+)"%)?%.([%w_]+)%s*%(') do
        if module:find("^docker%.") then
            local ok, loaded = pcall(require, module)
            if ok and type(loaded) == "table" then add(rawget(loaded, name)) end
        end
    end
    for path in code:gmatch("%f[%w_]client%.([%w_%.]+)%s*%(") do
        local value = member(path)
        if value then add(M.written(value)) end
    end
    for base, name in code:gmatch("([%a_][%w_]*)%.([%a_][%w_]*)") do
        local value = upvalue(f, base)
        if type(value) == "table" and base ~= "options" and base ~= "errors" and base ~= "engine" then
            add(rawget(value, name))
        end
    end
    for name in code:gmatch("%f[%w_]([%a_][%w_]*)%s*[%({]") do add(upvalue(f, name)) end
    return list
end

-- Looks at a function, then at those it calls, and so on; the nearest that have something decide.
local function nearest(f, look)
    local level, seen = { f }, {}
    for _ = 1, MAX_DEPTH do
        local found, below = {}, {}
        for _, each in ipairs(level) do
            if not seen[each] then
                seen[each] = true
                local code = source.code(each)
                for _, item in ipairs(look(each, code)) do found[#found + 1] = item end
                for _, callee in ipairs(callees(each, code)) do below[#below + 1] = callee end
            end
        end
        if #found > 0 then return found end
        level = below
    end
    return {}
end

--- The options that a function takes.
---@param f function
---@return table[] options as in `options.check`; empty when it takes none
function M.options(f)
    local doc = source.of(f)
    local takes = false
    for _, param in ipairs(doc and doc.params or {}) do
        if param.type:find("table") or param.type:find("{") then takes = true end
    end
    if doc and not takes then return {} end
    local list, seen = {}, {}
    for _, schema in ipairs(nearest(f, schemas_in)) do
        for _, option in ipairs(schema) do
            if not seen[option.name] then list[#list + 1] = option end
            seen[option.name] = true
        end
    end
    return list
end

--- The ids of the operations that a function calls: those its comment names, or else those in its code.
---@param f function
---@return string[]
function M.operations(f)
    local known = require("docker.api").operations()
    local ids, seen = {}, {}
    local found = nearest(f, function(each, code)
        local doc = source.of(each)
        if doc and #doc.operations > 0 then return doc.operations end
        local list = {}
        for id in code:gmatch('"(%u%l+%u%w*)"') do list[#list + 1] = known[id] and id or nil end
        return list
    end)
    for _, id in ipairs(found) do
        if known[id] and not seen[id] then ids[#ids + 1] = id end
        seen[id] = true
    end
    return ids
end

--- The documentation of the function that does the work, where the comment of this one refers to it.
---@param f function
---@return Documentation?
function M.more(f)
    local doc = source.of(f)
    local text = doc and table.concat(doc.text, " ") or ""
    local modules = {}
    for module in text:gmatch "[Ss]ee `docker%.([%w_]+)`" do modules[("docker/%s.lua"):format(module)] = true end
    if not next(modules) and not text:find("as `") then return nil end
    local first
    for _, callee in ipairs(callees(f, source.code(f))) do
        local other, path = source.of(callee)
        if other and other ~= doc then
            if modules[path] then return other end
            first = first or other
        end
    end
    return first
end

return M
