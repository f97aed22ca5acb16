--- The screen of `docker.top()`: what is chosen, filtered and sorted, and the lines that show it. It only computes: what
--- keys ask of the engine is given back for `docker.top_view` to do.
---
---     local screen = require("docker.top_screen").new("unix:///var/run/docker.sock")
---     screen:update(rows)
---     screen:lines(80, 24)
---     screen:key("s")     --> nothing; it asks first
---     screen:key("y")     --> "stop", row

local text = require "text"
local units = require "units"

local M = {}

---@class TopRow
---@field id string
---@field name string
---@field state string
---@field image string
---@field cpu number?
---@field memory integer?
---@field memory_percent number?
---@field received integer? bytes since the container began
---@field sent integer?

---@class TopScreen
local Screen = {}
Screen.__index = Screen

local ORDERS = { "cpu", "memory", "network", "name", "state" }

-- Samples that are kept for the small bars.
local KEPT = 120

--- Makes the screen before anything is known.
---@param address string of the engine
---@param paint? fun(code: string, s: string): string styles text; default: none
---@return TopScreen
function M.new(address, paint)
    return setmetatable({
        address = address, paint = paint or function(_, s) return s end,
        rows = {}, visible = {}, history = {}, order = 1, offset = 0, filter = "", position = 1, mode = "list",
    }, Screen)
end

local function value_of(row, order)
    if order == "cpu" then return row.cpu or -1 end
    if order == "memory" then return row.memory or -1 end
    if order == "network" then return row.rate or -1 end
    return 0
end

-- Keeps the chosen container chosen, wherever it is now.
local function arrange(self)
    local order, wanted = ORDERS[self.order], self.filter:lower()
    local visible = {}
    for _, row in ipairs(self.rows) do
        local hay = (row.name .. " " .. row.image .. " " .. row.state):lower()
        if wanted == "" or hay:find(wanted, 1, true) then visible[#visible + 1] = row end
    end
    table.sort(visible, function(a, b)
        local x, y = value_of(a, order), value_of(b, order)
        if x ~= y then return x > y end
        if order == "state" and a.state ~= b.state then
            if a.state == "running" or b.state == "running" then return a.state == "running" end
            return a.state < b.state
        end
        if a.name ~= b.name then return a.name < b.name end
        return a.id < b.id
    end)
    self.visible = visible
    -- Until somebody has moved, the first one is.
    if not self.moved then self.position = 1 end
    for i, row in ipairs(visible) do
        if self.moved and row.id == self.chosen then self.position = i end
    end
    self.position = math.max(1, math.min(self.position, #visible))
    self.chosen = visible[self.position] and visible[self.position].id
end

local function remember(list, value)
    list[#list + 1] = value
    if #list > KEPT then table.remove(list, 1) end
end

--- Takes in what is known now.
---@param rows TopRow[]
---@param now number seconds of any clock that only goes forward
function Screen:update(rows, now)
    local history = {}
    for _, row in ipairs(rows) do
        local past = self.history[row.id] or { cpu = {}, memory = {}, network = {} }
        history[row.id] = past
        if row.cpu then
            remember(past.cpu, row.cpu)
            remember(past.memory, row.memory_percent or 0)
            local total = (row.received or 0) + (row.sent or 0)
            local passed = past.at and now - past.at or 0
            row.rate = passed > 0 and math.max(0, total - past.total) / passed or 0
            past.at, past.total = now, total
            remember(past.network, row.rate)
        end
    end
    self.rows, self.history, self.known = rows, history, true
    arrange(self)
end

--- The container that keys act on.
---@return TopRow?
function Screen:row()
    return self.visible[self.position]
end

--- Says something in the last line, until the next key.
---@param message string
function Screen:tell(message)
    self.message = text.escape(message)
end

--- Shows lines in place of the list, until they are left.
---@param title string
---@param lines string[]
---@param at_end? boolean begin with the last of them
function Screen:show(title, lines, at_end)
    self.mode, self.title = "text", text.escape(title)
    self.text, self.text_offset = {}, at_end and math.huge or 0
    for i, line in ipairs(lines) do self.text[i] = text.escape((line:gsub("\t", "    "))) end
end

-- ---- Keys

local MOVES = { up = -1, k = -1, down = 1, j = 1 }

local function step_of(key, page)
    if MOVES[key] then return MOVES[key] end
    if key == "pageup" then return -page end
    if key == "pagedown" or key == " " then return page end
    if key == "home" or key == "g" then return -math.huge end
    if key == "end" or key == "G" then return math.huge end
    return nil
end

local function type_filter(self, key)
    if key == "enter" then
        self.mode = "list"
    elseif key == "escape" then
        self.mode, self.filter = "list", ""
    elseif key == "backspace" then
        local last = utf8.offset(self.filter, -1)
        self.filter = last and self.filter:sub(1, last - 1) or ""
    elseif utf8.len(key) == 1 then
        self.filter = self.filter .. key
    end
    arrange(self)
end

local function read_text(self, key)
    local step = step_of(key, self.page or 10)
    if step then
        self.text_offset = math.max(0, self.text_offset + step)
    elseif key == "q" or key == "escape" or key == "l" or key == "e" then
        self.mode = "list"
    end
end

-- What changes a container is asked for first.
local ASKED = { s = "stop", r = "restart" }
local ACTIONS = { l = "logs", enter = "logs", x = "shell", e = "inspect" }

--- Takes in a key.
---@param key string as `live.keys` names it
---@return string? action quit, or stop restart logs shell inspect of a row
---@return TopRow? row
function Screen:key(key)
    self.message = nil
    if self.mode == "filter" then return type_filter(self, key) end
    if self.mode == "text" then return read_text(self, key) end
    if self.asking then
        local action, row = self.asking.action, self.asking.row
        self.asking = nil
        if key == "y" or key == "Y" then return action, row end
        return nil
    end
    local step = step_of(key, self.page or 10)
    local row = self:row()
    if step then
        self.moved = true
        self.position = math.max(1, math.min(#self.visible, self.position + step))
        self.chosen = self:row() and self:row().id
    elseif key == "/" then
        self.mode = "filter"
    elseif key == "o" then
        self.order = self.order % #ORDERS + 1
        arrange(self)
    elseif key == "escape" and self.filter ~= "" then
        self.filter = ""
        arrange(self)
    elseif key == "q" then
        return "quit"
    elseif ASKED[key] or ACTIONS[key] then
        if not row then
            self:tell("no container is chosen")
        elseif ASKED[key] then
            self.asking = { action = ASKED[key], row = row }
        else
            return ACTIONS[key], row
        end
    end
    return nil
end

-- ---- Lines

local STATE_COLOURS = { running = "32", paused = "33", restarting = "33", exited = "90", created = "90", dead = "31" }

local function cut(s, width, align)
    return text.pad(text.truncate(s, width), width, align)
end

-- Columns by their width, 0 for none. The name takes what is left; bars and then the image come with room only.
local function layout(columns)
    local l = { state = 10, cpu = 7, memory = 9, rate = 9, bars = 0, image = 0 }
    -- The mark of the chosen one, and a space behind the name.
    local left = columns - 3
    for _, name in ipairs { "cpu", "state", "memory", "rate" } do
        if left - l[name] - 1 >= 8 then left = left - l[name] - 1 else l[name] = 0 end
    end
    if left >= 27 then l.bars = math.min(20, math.max(4, left * 11 // 20 // 3 - 1)) end
    if l.bars > 0 then left = left - 3 * (l.bars + 1) end
    if left >= 40 then
        l.image = math.min(40, left // 2)
        left = left - l.image - 1
    end
    l.name = math.max(1, left)
    return l
end

local function spark(values, width, high)
    return text.pad(require("plot").sparkline(values, width, 0, high), width)
end

local function row_line(self, row, l, is_chosen)
    local past = self.history[row.id]
    local has = row.cpu ~= nil
    local parts = { cut(text.escape(row.name), l.name) }
    if l.state > 0 then
        local state = cut(text.escape(row.state), l.state)
        local colour = not is_chosen and STATE_COLOURS[row.state]
        parts[2] = colour and self.paint(colour, state) or state
    end
    local function add(value, values, width, high)
        if width == 0 then return end
        parts[#parts + 1] = cut(value, width, "right")
        if l.bars > 0 then parts[#parts + 1] = has and spark(values, l.bars, high) or (" "):rep(l.bars) end
    end
    add(has and ("%.1f%%"):format(row.cpu) or "", past.cpu, l.cpu, 10)
    add(has and units.memory(row.memory or 0) or "", past.memory, l.memory, 10)
    add(has and units.size(math.floor(row.rate or 0)) .. "/s" or "", past.network, l.rate, 1000)
    if l.image > 0 then parts[#parts + 1] = cut(text.escape(row.image), l.image) end
    local line = table.concat(parts, " ")
    return is_chosen and self.paint("7", ">" .. line) or " " .. line
end

local function head_line(l)
    local parts = { cut("NAME", l.name) }
    if l.state > 0 then parts[2] = cut("STATE", l.state) end
    for _, title in ipairs { { "CPU", l.cpu }, { "MEMORY", l.memory }, { "NETWORK", l.rate } } do
        if title[2] > 0 then
            parts[#parts + 1] = cut(title[1], title[2], "right")
            if l.bars > 0 then parts[#parts + 1] = (" "):rep(l.bars) end
        end
    end
    if l.image > 0 then parts[#parts + 1] = cut("IMAGE", l.image) end
    return " " .. table.concat(parts, " ")
end

local KEYS = "l logs  e inspect  x shell  s stop  r restart  / filter  o order  q quit"
local TEXT_KEYS = "↑↓ PgUp PgDn scroll  q back"

local function last_line(self)
    if self.asking then
        return ("%s %s? y/n"):format(self.asking.action, text.escape(self.asking.row.name))
    end
    if self.mode == "filter" then return "filter: " .. text.escape(self.filter) .. "_" end
    if self.message then return self.message end
    return self.mode == "text" and TEXT_KEYS or KEYS
end

local function title_line(self)
    if self.mode == "text" then return self.title end
    local running = 0
    for _, row in ipairs(self.rows) do running = running + (row.state == "running" and 1 or 0) end
    local title = ("%d running of %d  order %s"):format(running, #self.rows, ORDERS[self.order])
    if self.filter ~= "" then title = ("%s  filter %s (%d)"):format(title, text.escape(self.filter), #self.visible) end
    return title .. "  " .. text.escape(self.address)
end

--- The whole screen.
---@param columns integer
---@param rows integer
---@return string[] lines at most `rows`, each narrower than `columns`
function Screen:lines(columns, rows)
    local width = columns - 1
    local lines = { self.paint("1", text.truncate(title_line(self), width)) }
    if rows < 4 then return table.move(lines, 1, math.min(rows, 1), 1, {}) end
    if self.mode == "text" then
        self.page = rows - 2
        local offset = math.max(0, math.min(self.text_offset, #self.text - self.page))
        self.text_offset = offset
        for i = 1, self.page do
            lines[#lines + 1] = text.truncate(self.text[offset + i] or "", width)
        end
    else
        self.page = rows - 3
        local l = layout(columns)
        lines[2] = self.paint("4", text.truncate(head_line(l), width))
        if self.position <= self.offset then self.offset = self.position - 1 end
        if self.position > self.offset + self.page then self.offset = self.position - self.page end
        self.offset = math.max(0, math.min(self.offset, #self.visible - self.page))
        for i = 1, self.page do
            local row = self.visible[self.offset + i]
            local line = ""
            if row then
                line = row_line(self, row, l, self.offset + i == self.position)
            elseif i == 1 then
                line = not self.known and " …" or #self.rows == 0 and " no containers" or " no container matches"
            end
            lines[#lines + 1] = row and line or text.truncate(line, width)
        end
    end
    lines[#lines + 1] = text.truncate(last_line(self), width)
    return lines
end

return M
