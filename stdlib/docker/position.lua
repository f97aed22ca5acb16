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

-- Whether an item that is read again was left out at the beginning. What comes before the first item had was; of those
-- with its time, all have been had when there was a later one.
local function was_skipped(self, second, stamp, text)
    local head = self.head
    if not head then return false end
    if head.awaited then
        local found = stamp == head.stamp and text == head.text
        -- The source may have forgotten it meanwhile.
        head.awaited = not found and second <= head.second
        return head.awaited
    end
    return head.is_past and stamp == head.stamp and not self.again[stamp]
end

--- Tells whether an item is new, and notes it.
---@param second integer|string the second of its time; grows
---@param stamp integer|string its time, as exact as it is known; grows
---@param text? string what it says, for a source that leaves out items at its beginning
---@return boolean
function Position:admit(second, stamp, text)
    local again = self.again
    if again then
        if was_skipped(self, second, stamp, text) then return false end
        local left = again[stamp]
        if left then
            again[stamp] = left > 1 and left - 1 or nil
            return false
        end
    end
    if self.skips then
        self.head = self.head or { second = second, stamp = stamp, text = text }
        self.head.is_past = self.head.is_past or stamp ~= self.head.stamp
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
    if head then head.awaited = head.second >= self:second() end
    self.again = again
end

return M
