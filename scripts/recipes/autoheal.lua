--- Restarts containers that are unhealthy, as soon as the engine says so.

return {
    name = "autoheal",
    summary = "Restarts containers that are unhealthy, as soon as the engine says so.",
    arguments = {
        { name = "label", type = "string", doc = "only containers with this label" },
        { name = "once", type = "boolean", default = false, doc = "only those that are unhealthy now" },
    },
    examples = { "moondock run autoheal --label autoheal=true" },
    run = function(o, say)
        local function heal(name)
            docker.api.ContainerRestart { id = name }
            say("restarted " .. name)
        end
        local filters = { health = "unhealthy", label = o.label }
        for _, c in ipairs(docker.containers.list { filters = filters }) do heal(c.name) end
        if o.once then return end
        for event in docker.events { filters = { event = "health_status: unhealthy", label = o.label } } do
            heal(event.Actor.Attributes.name)
        end
    end,
}
