--- How far something that comes in the order of its time has been read, so that reading goes on after a break without
--- loss or repetition.
---
---     local position = position.new()
---     position:admit(second, stamp)     -- true: an item not had yet
---     position:rewind()                 -- the source is read again, from the beginning of `position:second()`
---
--- Several items may have the same time, and two that are written at the same moment may be in the wrong order. So the
--- source is read again from some time before the last item, and what comes again is recognised by counting: of the
--- items of one time, the first so many have been had.

local M = {}

---@class Position
local Position = {}
Position.__index = Position

--- Makes a position at the beginning.
---@param skips? boolean whether the source left out some items before the first that it gives
---@return Position
function M.new(skips)
    return setmetatable({ skips = skips }, Position)
end

-- What was had in one second: the items of a time, counted. Kept for the last two seconds in which there was something.
local function bucket(self, second)
    local last, before = self.last, self.before
    if last and last.second == second then return last.counts end
    if before and before.second == second then return before.counts end
    local fresh = { second = second, counts = {} }
    if not last or second > last.second then
        self.before, self.last = last, fresh
    elseif not before or second > before.second then
        self.before = fresh
    else
        return nil
    end
    return fresh.counts
end

-- Where the source began in the middle of the items of one time, counting does not tell which those were: what they say
-- does.
local function is_before_head(self, stamp, text)
    local head = self.head
    if not self.skips or not head or stamp > head.stamp then return false end
    if stamp < head.stamp then return true end
    local found = head.found
    if not found or found == #head then return false end
    if text == head[found + 1] then
        head.found = found + 1
    else
        head.found = text == head[1] and 1 or 0
    end
    return true
end

--- Tells whether an item is new, and notes it.
---@param second integer|string the second of its time; grows
---@param stamp integer|string its time, as exact as it is known; grows
---@param text? string what it says, for a source that leaves out items at its beginning
---@return boolean
function Position:admit(second, stamp, text)
    if is_before_head(self, stamp, text) then return false end
    local again = self.again
    local left = again and again[stamp]
    if left then
        again[stamp] = left > 1 and left - 1 or nil
        return false
    end
    if self.skips then
        local head = self.head or { stamp = stamp }
        self.head = head
        if head.stamp == stamp then head[#head + 1] = text end
    end
    local counts = bucket(self, second)
    if counts then counts[stamp] = (counts[stamp] or 0) + 1 end
    return true
end

--- The second from whose beginning the source has to be read again; nil when nothing has been had.
---@return integer|string?
function Position:second()
    local oldest = self.before or self.last
    return oldest and oldest.second
end

--- Says that the source is read again from `second()` on.
function Position:rewind()
    local again = {}
    for _, had in pairs { self.before or false, self.last or false } do
        for stamp, count in pairs(had and had.counts or {}) do again[stamp] = count end
    end
    local head = self.head
    if head then
        head.found = 0
        -- Those are recognised by what they say.
        again[head.stamp] = nil
    end
    self.again = again
end

return M
