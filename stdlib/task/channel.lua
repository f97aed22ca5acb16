--- A channel: tasks send values through it to each other.
---
---     local ch = task.channel()
---     task.spawn(function() for i = 1, 3 do ch:send(i) end ch:close() end)
---     for value in ch do print(value) end

local errors = require "moondock.errors"
local Task = require "task.handle"

local remove = table.remove

---@class Channel
local Channel = {}

local metatable = { __index = Channel, __name = "channel" }

local M = {}

--- Makes a channel.
---@param capacity? integer values that may wait in it before `send` does; default 0
---@return Channel
function M.new(capacity)
    capacity = capacity or 0
    if math.type(capacity) ~= "integer" or capacity < 0 then
        local message = "task.channel: the capacity must be an integer of at least 0, got %s"
        errors.invalid(message:format(tostring(capacity)))
    end
    return setmetatable({ capacity = capacity, items = {}, receivers = {}, closed = false }, metatable)
end

function metatable.__tostring(channel)
    return ("channel (%d waiting%s)"):format(#channel.items, channel.closed and ", closed" or "")
end

-- for value in channel do
function metatable.__call(channel)
    return (channel:receive())
end

metatable.__close = function(channel) channel:close() end

--- Sends a value; waits while more than `capacity` values are not received yet.
---
---     local ch = task.channel()
---     task.spawn(function() ch:send("done") end)
---     print(ch:receive())
---@param value any not nil
function Channel:send(value)
    if value == nil then errors.invalid("a channel cannot carry nil") end
    if self.closed then errors.invalid("the channel is closed") end
    local item = { value = value, senders = {} }
    local items = self.items
    items[#items + 1] = item
    Task.wake(self.receivers)
    if #items <= self.capacity then return end
    while not item.taken do
        local ok, err = pcall(Task.park, item.senders)
        if not ok then
            -- A cancelled sender takes back what nobody has received.
            for i = 1, #items do
                if items[i] == item then
                    remove(items, i)
                    break
                end
            end
            error(err, 0)
        end
    end
end

--- Receives the next value; waits for one.
---
---     local ch = task.channel()
---     task.spawn(function() ch:send(42) end)
---     print(ch:receive())
---@return any value nil when the channel is closed and empty
---@return boolean received
function Channel:receive()
    local items = self.items
    while #items == 0 do
        if self.closed then return nil, false end
        Task.park(self.receivers)
    end
    local item = remove(items, 1)
    -- With room for `capacity` values, the one that just came into that room frees its sender.
    local freed = self.capacity == 0 and item or items[self.capacity]
    if freed then
        freed.taken = true
        Task.wake(freed.senders)
    end
    return item.value, true
end

--- Closes the channel: what is in it can still be received, then receivers get nil. Quiet when repeated.
---
---     local ch = task.channel()
---     ch:close()
function Channel:close()
    self.closed = true
    Task.wake_all(self.receivers)
end

return M
