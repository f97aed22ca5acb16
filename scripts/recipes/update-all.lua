--- Changes restart policy or limits of all containers with a label.

return {
    name = "update-all",
    summary = "Changes restart policy or limits of all containers with a label.",
    arguments = {
        { name = "label", type = "string", positional = true, doc = "the label" },
        { name = "restart", type = "string", choices = { "no", "always", "unless-stopped", "on-failure" },
            doc = "the restart policy" },
        { name = "memory", type = "size", doc = "the memory limit" },
        { name = "pids", type = "integer", doc = "the limit of processes" },
    },
    examples = { "moondock run update-all app=web --restart unless-stopped --pids 200" },
    run = function(o, say)
        local body = { Memory = o.memory, MemorySwap = o.memory and o.memory * 2, PidsLimit = o.pids,
            RestartPolicy = o.restart and { Name = o.restart } }
        if next(body) == nil then error("nothing to change: --restart, --memory or --pids", 0) end
        for _, c in ipairs(docker.containers.list { all = true, filters = { label = o.label } }) do
            docker.api.ContainerUpdate { id = c.id, body = body }
            say("updated " .. c.name)
        end
    end,
}
