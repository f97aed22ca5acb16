--- A local variable that a function sees, by its name.
---
---     local upvalue = require "moondock.upvalue"
---     upvalue(f, "options")
---
--- It belongs to the inner parts, which the sandbox keeps to itself: by it one gets from a function of the library to
--- everything that the library has.

local getupvalue = debug.getupvalue

---@param f function
---@param name string
---@return any value nil when it sees none of that name
return function(f, name)
    for i = 1, 255 do
        local found, value = getupvalue(f, i)
        if not found then return nil end
        if found == name then return value end
    end
end
