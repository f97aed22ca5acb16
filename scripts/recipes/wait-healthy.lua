--- Waits until a container is healthy, or runs where it has no health check.

return {
    name = "wait-healthy",
    summary = "Waits until a container is healthy, or runs where it has no health check.",
    arguments = {
        { name = "container", type = "string", positional = true, doc = "name or id" },
        { name = "timeout", type = "seconds", default = 60, doc = "how long at most" },
    },
    examples = { "moondock run wait-healthy web --timeout 30s" },
    run = function(o, say)
        local c = docker.containers.get(o.container)
        task.timeout(o.timeout, function()
            while true do
                local state = c:reload().State
                if state.Status == "exited" or state.Status == "dead" then
                    error(("%s has ended with %d"):format(o.container, state.ExitCode), 0)
                end
                if state.Running and (not state.Health or state.Health.Status == "healthy") then break end
                task.sleep(0.2)
            end
        end)
        say(o.container .. " is ready")
    end,
}
