--- Waits until a container writes a line that matches a Lua pattern.

return {
    name = "wait-log",
    summary = "Waits until a container writes a line that matches a Lua pattern.",
    arguments = {
        { name = "container", type = "string", positional = true, doc = "name or id" },
        { name = "pattern", type = "string", positional = true, doc = "a Lua pattern" },
        { name = "timeout", type = "seconds", default = 60, doc = "how long at most" },
    },
    examples = { [[moondock run wait-log db "ready to accept" --timeout 30s]] },
    run = function(o, say)
        local found = task.timeout(o.timeout, function()
            for line in docker.logs(o.container, { follow = true }) do
                if line:find(o.pattern) then return line end
            end
        end)
        if not found then error(("%s has ended without such a line"):format(o.container), 0) end
        say(found)
    end,
}
