--- `docker.stats { stream = true }`: samples of many containers, again and again; on a terminal a table that is redrawn.
---
---     docker.stats { stream = true }                                    -- in the shell: a live table; q leaves
---     for list in docker.stats { stream = true } do print(#list) end

local selector = require "docker.selector"
local sampler = require "docker.sampler"
local text = require "text"

local M = {}

---@class LiveStats
local LiveStats = {}

local metatable = { __index = LiveStats, __name = "moondock.stream", is_stream = true }

function metatable.__call(self) return self:next_value() end

--- Measures once more; later calls wait a second first. Containers that have started meanwhile are measured too.
---@return Stats[]? list nil after closing
function LiveStats:next_value()
    if self.closed then return nil end
    if self.started then require("task").sleep(self.every) end
    self.started = true
    local function measure()
        local containers = selector.resolve(self.client, "docker.stats", self.which, false)
        return require("docker.collection").list("stats", self.sampler:measure(containers))
    end
    if self.reconnect then return require("docker.reconnect").call(measure, self.reconnect) end
    return measure()
end

function LiveStats:next() return self:next_value() end

--- Tells what it consists of, as streams of the engine do.
function LiveStats:content() return "json" end

--- Ends it. Quiet when repeated.
function LiveStats:close() self.closed = true end

metatable.__close = LiveStats.close

local KEYS = {
    c = { "cpu", function(s) return s.cpu_percent end },
    m = { "memory", function(s) return s.memory_usage end },
    i = { "network", function(s) return s.network_received + s.network_sent end },
    b = { "blocks", function(s) return s.block_read + s.block_written end },
    p = { "pids", function(s) return s.pids end },
}

--- Sorts samples in a new list: numbers from the greatest down, names up; the same key again turns it round.
---@param list Stats[]
---@param key string c m i b p n
---@param reversed? boolean
---@return Stats[]
function M.sorted(list, key, reversed)
    local by = KEYS[key]
    local copy = table.move(list, 1, #list, 1, setmetatable({}, getmetatable(list)))
    table.sort(copy, function(a, b)
        local x, y = by and by[2](a) or 0, by and by[2](b) or 0
        if x == y then
            if a.name == b.name then return (a.id or "") < (b.id or "") end
            x, y = b.name or "", a.name or ""
            if by then return x > y end
        end
        if reversed then return x < y end
        return x > y
    end)
    return copy
end

--- Shows it as a table that is redrawn and can be sorted by key, until q or Ctrl-C.
function LiveStats:present()
    local watch = require "watch"
    local key, reversed, asked = "n", false, false
    require("live.view").run {
        every = 0,
        update = function() return self:next_value() end,
        draw = function(list, columns, rows)
            local shown = asked and M.sorted(list, key, reversed) or list
            local lines = {}
            for line in (require("docker.views.reports").stats(shown) .. "\n"):gmatch("(.-)\n") do
                lines[#lines + 1] = line
            end
            lines = watch.fit(lines, columns, rows - 1)
            lines[#lines + 1] = text.truncate("sort: c cpu  m memory  i network  b blocks  p pids  n name   q quit",
                columns - 1)
            return lines
        end,
        key = function(pressed)
            if KEYS[pressed] or pressed == "n" then
                reversed = asked and key == pressed and not reversed
                key, asked = pressed, true
            end
            return pressed == "q" or pressed == "escape"
        end,
    }
end

--- Makes a stream of samples.
---@param client table
---@param which? table a list of containers or names, or filters; default: all that run
---@param reconnect? boolean|function go on when the engine was away
---@return LiveStats stream and what the generic for needs to close it
function M.new(client, which, reconnect)
    local self = setmetatable({
        client = client, which = which, reconnect = reconnect, every = 1, sampler = sampler.new(),
    }, metatable)
    return self, nil, nil, self
end

return M
