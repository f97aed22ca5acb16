--- Restarts the containers with a label one after the other, each when the one before is up.

return {
    name = "rolling-restart",
    summary = "Restarts the containers with a label one after the other, each when the one before is up.",
    arguments = {
        { name = "label", type = "string", positional = true, doc = "the label" },
        { name = "pause", type = "seconds", default = 1, doc = "how long each must stay up" },
    },
    examples = { "moondock run rolling-restart app=web --pause 5s" },
    run = function(o, say)
        local list = docker.containers.list { filters = { label = o.label } }
        table.sort(list, function(a, b) return a.name < b.name end)
        for _, c in ipairs(list) do
            c:restart()
            task.sleep(o.pause)
            local state = c:reload().State
            while state.Health and state.Health.Status == "starting" do
                task.sleep(0.2)
                state = c:reload().State
            end
            if not state.Running or state.Health and state.Health.Status ~= "healthy" then
                error(c.name .. " did not come up again; the others were left alone", 0)
            end
            say("restarted " .. c.name)
        end
    end,
}
