--- The state of a pull, push or load, and the lines that show it. It only computes: who draws them is
--- `docker.progress`.
---
---     local transfer = require("docker.transfer").new()
---     transfer:add({ id = "a1", status = "Downloading", progressDetail = { current = 5, total = 10 } }, 0)
---     transfer:lines { columns = 80, rows = 24, now = 1 }

local text = require "text"
local units = require "units"

local M = {}

---@class Transfer
local Transfer = {}
Transfer.__index = Transfer

-- What the engine says of a layer when nothing more happens to it.
local FINISHED = {
    ["Pull complete"] = true, ["Already exists"] = true, ["Pushed"] = true, ["Layer already exists"] = true,
}

local function is_finished(status)
    return FINISHED[status] or status:find("^Mounted from ") ~= nil or status:find("^Skipped") ~= nil
end

-- What was there before is no work of this transfer.
local function is_old(status)
    return status == "Already exists" or status == "Layer already exists" or status:find("^Mounted from ") ~= nil
end

-- How many of the engine's messages are shown.
local KEPT = 10

-- Seconds of the past that a speed is computed from.
local WINDOW = 5

--- Makes the state of a transfer of which nothing is known yet.
---@return Transfer
function M.new()
    return setmetatable({ layers = {}, by_id = {}, messages = {}, started = nil }, Transfer)
end

--- Notes how much was moved by now, for `speed`.
---@param samples table the notes so far, of which the old ones go
---@param now number
---@param current integer bytes
function M.sample(samples, now, current)
    samples[#samples + 1] = { now, current }
    while #samples > 2 and samples[2][1] <= now - WINDOW do table.remove(samples, 1) end
end

--- Bytes in a second over the last seconds; nil while nobody knows.
---@param samples table
---@param now number
---@return number?
function M.speed(samples, now)
    local first, last = samples[1], samples[#samples]
    if not first then return nil end
    local passed = math.max(now, last[1]) - first[1]
    if passed < 0.2 then return nil end
    return (last[2] - first[2]) / passed
end

local function layer_of(self, id, now)
    local layer = self.by_id[id]
    if not layer then
        layer = { id = id, status = "", samples = {}, moved = 0, started = now }
        self.by_id[id] = layer
        self.layers[#self.layers + 1] = layer
    end
    return layer
end

local function is_name_of_layer(item)
    -- Before the layers, a pull tells under its tag where it pulls from.
    return item.id and not item.status:find("^Pulling from ")
end

local function note(self, line)
    local safe = text.escape(line)
    local messages = self.messages
    messages[#messages + 1] = safe
    if #messages > KEPT then table.remove(messages, 1) end
end

--- Takes in one item of the engine's progress.
---@param item {id: string?, status: string?, progressDetail: table?}
---@param now number seconds of any clock that only goes forward
function Transfer:add(item, now)
    self.started = self.started or now
    if type(item.status) ~= "string" then return end
    if not is_name_of_layer(item) then
        note(self, item.id and ("%s: %s"):format(item.id, item.status) or item.status)
        return
    end
    local layer = layer_of(self, item.id, now)
    local detail = item.progressDetail
    if layer.status ~= item.status then
        layer.status, layer.samples, layer.current, layer.total = item.status, {}, nil, nil
        layer.finished, layer.old = is_finished(item.status), is_old(item.status)
    end
    if detail and detail.current then
        layer.current = detail.current
        layer.total = detail.total and detail.total > 0 and detail.total or nil
        M.sample(layer.samples, now, layer.current)
        local is_extracting = layer.status == "Extracting"
        if not is_extracting then
            layer.moved, layer.size = layer.current, layer.total or layer.size
            -- A load says nothing when a layer is complete.
            if layer.status:find("^Loading") and layer.total and layer.current >= layer.total then
                layer.finished = true
            end
        end
    elseif layer.size and (item.status == "Download complete" or layer.finished) then
        layer.moved = layer.size
    end
end

--- Writes how long something takes: "8s", "2m05s".
---@param seconds number
---@return string
function M.duration(seconds)
    seconds = math.ceil(seconds)
    if seconds < 60 then return ("%ds"):format(seconds) end
    if seconds < 3600 then return ("%dm%02ds"):format(seconds // 60, seconds % 60) end
    return ("%dh%02dm"):format(seconds // 3600, seconds % 3600 // 60)
end

--- Draws a bar.
---@param share number 0 to 1
---@param width integer columns, at least 3
---@return string
function M.bar(share, width)
    local inner = width - 2
    local full = math.max(0, math.min(inner, math.floor(inner * share + 0.0001)))
    local head = full < inner and full > 0 and ">" or ""
    return ("[%s%s%s]"):format(("="):rep(full - #head), head, (" "):rep(inner - full))
end

-- Columns of a line's parts; with these a terminal of 80 columns has room for a bar.
local TITLE, STATUS, SIZES, PACE, SHORTEST, LONGEST = 14, 11, 15, 17, 10, 40

--- Writes one line of progress in the widest form that fits: bar, sizes, speed and time left; what does not fit goes,
--- the bar first.
---@param o {title: string, status: string, current: integer?, total: integer?, rate: number?, columns: integer}
---@return string
function M.line(o)
    local title, status, current, total, rate = o.title, o.status, o.current, o.total, o.rate
    local room = o.columns - 1
    local head = text.pad(text.truncate(title, TITLE), TITLE) .. " "
    if not current then return text.truncate(head .. status, room) end
    local share = total and math.min(1, current / total)
    local sizes = total and ("%s / %s"):format(units.size(current), units.size(total)) or units.size(current)
    local pace = ""
    if rate and rate > 0 then
        pace = units.size(rate) .. "/s"
        if total and current < total then pace = ("%s  %s left"):format(pace, M.duration((total - current) / rate)) end
    end
    local first = head .. text.pad(text.truncate(status, STATUS), STATUS) .. " "
    local tail = text.pad(sizes, SIZES) .. " " .. pace
    local left = room - text.width(first) - SIZES - PACE - 2
    local line = first .. tail
    if share and left >= SHORTEST then line = first .. M.bar(share, math.min(left, LONGEST)) .. " " .. tail end
    if text.width(line) > room and share then line = ("%s%3d%% %s"):format(head, math.floor(share * 100), sizes) end
    return text.trim_end(text.truncate(line, room))
end

local function sums(self)
    local sum = { count = #self.layers, finished = 0, moved = 0, size = 0, active = {} }
    for _, layer in ipairs(self.layers) do
        if layer.finished then sum.finished = sum.finished + 1 else sum.active[#sum.active + 1] = layer end
        if not layer.old then
            sum.moved, sum.size = sum.moved + layer.moved, sum.size + (layer.size or layer.moved)
        end
        if not layer.finished and not layer.size then sum.partial = true end
    end
    return sum
end

local function total_line(self, sum, o)
    M.sample(self.total_samples, o.now, sum.moved)
    local title = ("%d/%d layers"):format(sum.finished, sum.count)
    local what = sum.partial and "so far" or "total"
    if sum.size == 0 then return text.truncate(title, o.columns - 1) end
    return M.line {
        title = title, status = what, current = sum.moved, total = sum.size,
        rate = M.speed(self.total_samples, o.now), columns = o.columns,
    }
end

--- The lines that show the transfer: the layers at work, and a total. Finished layers are only counted.
---@param o {columns: integer, rows: integer, now: number}
---@return string[] lines each narrower than `columns`, fewer than `rows`
function Transfer:lines(o)
    self.total_samples = self.total_samples or {}
    local lines = {}
    local room = math.max(1, o.rows - 1)
    if #self.layers == 0 then
        for i = math.max(1, #self.messages - math.min(room, KEPT) + 1), #self.messages do
            lines[#lines + 1] = text.truncate(self.messages[i], o.columns - 1)
        end
        return lines
    end
    local sum = sums(self)
    local shown = math.min(#sum.active, room - 1)
    if shown < #sum.active then shown = math.max(0, shown - 1) end
    -- Those that move come before those that wait.
    local order = {}
    for _, moves in ipairs { true, false } do
        for _, layer in ipairs(sum.active) do
            if (layer.current ~= nil) == moves then order[#order + 1] = layer end
        end
    end
    for i = 1, shown do
        local layer = order[i]
        lines[i] = M.line {
            title = text.escape(layer.id), status = text.escape((layer.status:gsub(" layer$", ""))), current = layer.current,
            total = layer.total, rate = M.speed(layer.samples, o.now), columns = o.columns,
        }
    end
    if shown < #order and room > 1 then
        lines[#lines + 1] = text.truncate(("… +%d more"):format(#order - shown), o.columns - 1)
    end
    lines[#lines + 1] = total_line(self, sum, o)
    return lines
end

--- The lines that stay when it is over: what the engine said last, and how much was moved in what time.
---@param o {columns: integer, rows: integer, now: number}
---@return string[]
function Transfer:summary(o)
    local lines = {}
    local sum = sums(self)
    if #self.layers > 0 then
        local old = 0
        for _, layer in ipairs(self.layers) do old = old + (layer.old and 1 or 0) end
        local line = ("%d/%d layers"):format(sum.finished, sum.count)
        if old > 0 then line = ("%s (%d already there)"):format(line, old) end
        if sum.moved > 0 then
            line = ("%s, %s in %s"):format(line, units.size(sum.moved), M.duration(o.now - self.started))
        end
        lines[1] = text.truncate(line, o.columns - 1)
    end
    -- Nothing is drawn over these any more, so digests stay whole.
    return table.move(self.messages, 1, #self.messages, #lines + 1, lines)
end

return M
