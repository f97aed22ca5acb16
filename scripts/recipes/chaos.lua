--- Disturbs one container of a label, chosen at random: pauses, kills or restarts it.

return {
    name = "chaos",
    summary = "Disturbs one container of a label, chosen at random: pauses, kills or restarts it.",
    arguments = {
        { name = "label", type = "string", positional = true, doc = "the label" },
        { name = "how", type = "string", default = "pause", choices = { "pause", "kill", "restart" },
            doc = "what to do" },
        { name = "duration", type = "seconds", default = 5, doc = "how long a pause lasts" },
    },
    examples = { "moondock run chaos app=web --how pause --duration 10s" },
    run = function(o, say)
        local list = docker.containers.list { filters = { label = o.label, status = "running" } }
        if #list == 0 then error("no container with that label runs", 0) end
        local c = list[math.random(#list)]
        say(("%s %s"):format(o.how, c.name))
        if o.how ~= "pause" then return c[o.how](c) end
        c:pause()
        local _ <close> = setmetatable({}, { __close = function() c:unpause() end })
        task.sleep(o.duration)
    end,
}
