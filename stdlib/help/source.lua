--- The comments of the library's own files, read as documentation: `---` blocks and their LuaCATS annotations.
---
---     local blocks = require("help.source").blocks("docker/containers.lua")

local host = require "moondock.host"

local M = {}

---@class Documentation
---@field summary string the first sentence
---@field text string[] paragraphs
---@field examples string[] lines of code
---@field params {name: string, type: string, optional: boolean, doc: string}[]
---@field returns {type: string, doc: string}[]
---@field fields {name: string, type: string, doc: string}[] of a class
---@field operations string[] ids of the Engine API
---@field class string? the class that is described

-- A type ends at the first blank that is in no bracket and follows no colon or bar: `fun(a: string): integer rest`.
local function split_type(text)
    local depth, position = 0, 1
    while position <= #text do
        local c = text:sub(position, position)
        if c:find("[({<%[]") then depth = depth + 1 end
        if c:find("[)}>%]]") then depth = depth - 1 end
        if c == " " and depth == 0 and not text:sub(1, position - 1):find("[:|,]$") then break end
        position = position + 1
    end
    return text:sub(1, position - 1), (text:sub(position):gsub("^%s+", ""))
end

local function annotation(doc, tag, rest)
    if tag == "param" then
        local name, optional, after = rest:match("^([%w_%.]+)(%??)%s+(.*)$")
        if not name then return nil end
        local kind, words = split_type(after)
        local param = { name = name, type = kind, optional = optional == "?", doc = words }
        doc.params[#doc.params + 1] = param
        return param
    elseif tag == "return" then
        local kind, words = split_type(rest)
        local result = { type = kind, doc = words }
        doc.returns[#doc.returns + 1] = result
        return result
    elseif tag == "field" then
        local name, optional, after = rest:match("^([%w_]+)(%??)%s+(.*)$")
        if not name then return nil end
        local kind, words = split_type(after)
        local field = { name = name, type = kind .. optional, doc = words }
        doc.fields[#doc.fields + 1] = field
        return field
    elseif tag == "class" then
        doc.class = rest:match("^([%w_%.]+)")
        doc.parent = rest:match("^[%w_%.]+%s*:%s*([%w_%.]+)")
    end
end

-- "Operations ContainerCreate, ContainerStart; ImageCreate when needed." names operations.
local function operations(text)
    local ids = {}
    for sentence in text:gmatch("Operations?%s+(%u[^%.]*)") do
        for id in sentence:gmatch("%f[%w](%u%l+%u[%w]*)") do ids[#ids + 1] = id end
    end
    return ids
end

--- Reads the lines of one block, without their dashes.
---@param lines string[]
---@return Documentation
function M.parse(lines)
    local doc = { text = {}, examples = {}, params = {}, returns = {}, fields = {} }
    local paragraph, current = {}, nil
    local function close()
        if #paragraph > 0 then doc.text[#doc.text + 1] = table.concat(paragraph, " ") end
        paragraph = {}
    end
    for _, line in ipairs(lines) do
        local tag, rest = line:match("^@(%a+)%s*(.*)$")
        if tag then
            close()
            current = annotation(doc, tag, rest)
        elseif current and line ~= "" then
            current.doc = ("%s %s"):format(current.doc, line:match("^%s*(.-)%s*$"))
        elseif line:find("^    ") then
            close()
            doc.examples[#doc.examples + 1] = line:sub(5)
        elseif line:find("^%s*$") then
            close()
            if #doc.examples > 0 and doc.examples[#doc.examples] ~= "" then doc.examples[#doc.examples + 1] = "" end
        else
            paragraph[#paragraph + 1] = line:match("^%s*(.-)%s*$")
        end
    end
    close()
    if doc.examples[#doc.examples] == "" then doc.examples[#doc.examples] = nil end
    local all = table.concat(doc.text, " ")
    doc.operations = operations(all)
    doc.summary = all:match("^(.-[%.!?])%s+[%u`]") or all:match("^(.-[%.!?])$") or all
    return doc
end

local parsed = {}

--- The documentation in a file: of the file itself, by the line of the code that follows, and of classes.
---@param path string in the library: "docker/containers.lua"
---@return {file: Documentation?, lines: table, classes: table, source: string[]} lines: by the number of the line
function M.file(path)
    local known = parsed[path]
    if known then return known end
    local result = { lines = {}, classes = {}, source = {} }
    local block, number = nil, 0
    for line in (host.library_source(path) or ""):gmatch("([^\n]*)\n?") do
        number = number + 1
        result.source[number] = line
        local comment = line:match("^%s*%-%-%-%s?(.*)$")
        if comment and not line:find("^%s*%-%-%-%-") then
            block = block or {}
            block[#block + 1] = comment
        elseif block then
            local doc = M.parse(block)
            if not result.file and number == #block + 1 and line == "" then
                result.file = doc
            elseif line ~= "" then
                result.lines[number] = doc
            end
            if doc.class then result.classes[doc.class] = doc end
            block = nil
        end
    end
    parsed[path] = result
    return result
end

--- The documentation of a function of the library.
---@param f function
---@return Documentation? doc nil for functions of others, of C, and those without a comment
---@return string? path
function M.of(f)
    local info = debug.getinfo(f, "S")
    local path = info.source:match("^@stdlib/(.*)$")
    if not path then return nil end
    return M.file(path).lines[info.linedefined], path
end

--- The text of a function's code.
---@param f function
---@return string code "" when the function is none of the library
function M.code(f)
    local info = debug.getinfo(f, "S")
    local path = info.source:match("^@stdlib/(.*)$")
    if not path then return "" end
    return table.concat(M.file(path).source, "\n", info.linedefined, info.lastlinedefined)
end

return M
