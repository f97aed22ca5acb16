--- Any value as readable text, in the form in which Lua would write it.
---
---     inspect { name = "web", ports = { 80, 443 } }     --> { name = "web", ports = { 80, 443 } }
---
--- Keys are sorted, cycles are named, strings are quoted only inside tables. On a terminal, long tables end in
--- `… +12`; `full(value)` shows everything, and so does every output that is not a terminal.

local host = require "moondock.host"
local text = require "text"

local type, mathtype = type, math.type

local M = {}

local WORDS = {}
for word in ([[and break do else elseif end false for function goto if in local nil not or repeat return then true until
    while]]):gmatch("%a+") do
    WORDS[word] = true
end

--- Limits for a person at a terminal: items of a table, characters of a string, levels of nesting.
M.limits = { items = 50, characters = 1000, depth = 6 }

local function quoted(s, limit)
    local cut
    if limit and #s > limit then
        cut = #s - limit
        s = s:sub(1, limit)
    end
    s = text.escape((s:gsub('[\\"]', "\\%0")))
    return cut and ('"%s"… +%d'):format(s, cut) or ('"%s"'):format(s)
end

local function function_name(f)
    local info = debug.getinfo(f, "S")
    if info.what == "C" then return "<function>" end
    return ("<function %s:%d>"):format(info.short_src, info.linedefined)
end

local function key_text(key)
    if type(key) == "string" and key:find("^[%a_][%w_]*$") and not WORDS[key] then return key end
    if type(key) == "string" then return ("[%s]"):format(quoted(key)) end
    return ("[%s]"):format(tostring(key))
end

local RANK = { number = 1, string = 2, boolean = 3 }

local function before(a, b)
    local rank_a, rank_b = RANK[type(a)] or 4, RANK[type(b)] or 4
    if rank_a ~= rank_b then return rank_a < rank_b end
    if rank_a <= 2 then return a < b end
    return tostring(a) < tostring(b)
end

local render

-- What is no plain table speaks for itself.
local function opaque(value, kind)
    if value == host.null then return "null" end
    if kind == "function" then return function_name(value) end
    if kind == "thread" then return ("<coroutine %s>"):format(coroutine.status(value)) end
    local metatable = getmetatable(value)
    local name = type(metatable) == "table" and rawget(metatable, "__name")
    if kind == "table" then
        local describe = type(metatable) == "table" and rawget(metatable, "__tostring")
        if not describe or rawget(metatable, "is_plain") then return nil end
        local ok, description = pcall(tostring, value)
        return ("<%s>"):format(text.escape(ok and description or name or "object"))
    end
    local ok, content = pcall(function() return value:content() end)
    if ok and type(content) == "string" then
        return ("<stream of %s>"):format(content == "frames" and "lines" or content)
    end
    return ("<%s>"):format(type(name) == "string" and name or "userdata")
end

local function items_of(value)
    local count, keys = #value, {}
    for key in next, value do
        local listed = mathtype(key) == "integer" and key >= 1 and key <= count
        if not listed then keys[#keys + 1] = key end
    end
    table.sort(keys, before)
    return count, keys
end

local function render_table(value, state, depth)
    if state.open[value] then return "<cycle>" end
    local count, keys = items_of(value)
    local total = count + #keys
    if total == 0 then return "{}" end
    if state.depth and depth > state.depth then return ("{ … +%d }"):format(total) end
    state.open[value] = true
    local shown = math.min(total, state.items or total)
    local parts, width, broken = {}, 0, false
    for i = 1, shown do
        local part
        if i <= count then
            part = render(value[i], state, depth + 1)
        else
            local key = keys[i - count]
            part = ("%s = %s"):format(key_text(key), render(rawget(value, key), state, depth + 1))
        end
        parts[i] = part
        width = width + text.width(part) + 2
        broken = broken or part:find("\n", 1, true) ~= nil
    end
    state.open[value] = nil
    if shown < total then parts[#parts + 1] = ("… +%d"):format(total - shown) end
    if not broken and width + 4 + depth * 2 <= state.width then return ("{ %s }"):format(table.concat(parts, ", ")) end
    local indent = ("  "):rep(depth + 1)
    return ("{\n%s%s\n%s}"):format(indent, table.concat(parts, ",\n" .. indent), ("  "):rep(depth))
end

function render(value, state, depth)
    local kind = type(value)
    if kind == "string" then return quoted(value, state.characters) end
    if kind == "number" or kind == "boolean" or kind == "nil" then return tostring(value) end
    local described = opaque(value, kind)
    if described then return described end
    return render_table(value, state, depth)
end

--- Writes a value.
---
---     print(inspect.inspect({ a = 1, list = { 1, 2, 3 } }))
---@param value any
---@param options? {items: integer?, characters: integer?, depth: integer?, width: integer?} limits; none unless given
---@return string
function M.inspect(value, options)
    options = options or {}
    local state = {
        open = {},
        items = options.items,
        characters = options.characters,
        depth = options.depth,
        width = options.width or 100,
    }
    return render(value, state, 0)
end

--- The limits that apply to output now: none when stdout is no terminal.
---
---     inspect.inspect({ 1, 2 }, inspect.terminal_options())
---@return table options for `inspect`
function M.terminal_options()
    local terminal = host.terminal()
    if not terminal.stdout then return { width = 100 } end
    local limits = M.limits
    return { items = limits.items, characters = limits.characters, depth = limits.depth, width = terminal.columns }
end

return setmetatable(M, {
    __name = "inspect",
    __call = function(_, value, options) return M.inspect(value, options or M.terminal_options()) end,
})
