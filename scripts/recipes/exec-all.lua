--- Runs a command in every container with a label.

return {
    name = "exec-all",
    summary = "Runs a command in every container with a label.",
    arguments = {
        { name = "label", type = "string", positional = true, doc = "the label" },
        { name = "command", type = "string", positional = true, doc = "split as a shell would" },
        { name = "limit", type = "integer", default = 8, doc = "how many at a time" },
    },
    examples = { [[moondock run exec-all app=web "nginx -s reload"]] },
    run = function(o, say)
        local list = docker.containers.list { filters = { label = o.label } }
        local results = task.map(list, function(c) return c:exec_run(o.command) end, { limit = o.limit })
        local failed = 0
        for i, c in ipairs(list) do
            if results[i].exit_code ~= 0 then failed = failed + 1 end
            say(("%s: %d %s"):format(c.name, results[i].exit_code, (results[i].output:gsub("%s+$", ""))))
        end
        if failed > 0 then error(("%d of %d failed"):format(failed, #list), 0) end
    end,
}
