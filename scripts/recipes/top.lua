--- Lists the containers that use most memory or processor, from one sample of each.

return {
    name = "top",
    summary = "Lists the containers that use most memory or processor, from one sample of each.",
    arguments = {
        { name = "count", type = "integer", default = 10, doc = "how many" },
        { name = "by", type = "string", default = "memory", choices = { "memory", "cpu" }, doc = "what counts" },
    },
    examples = { "moondock run top --count 5 --by cpu" },
    run = function(o, say)
        local rows = task.map(docker.containers.list(), function(c)
            local s = c:stats()
            local memory = s.memory_stats.usage or 0
            local inactive = s.memory_stats.stats and (s.memory_stats.stats.total_inactive_file
                or s.memory_stats.stats.inactive_file) or 0
            local spent = s.cpu_stats.cpu_usage.total_usage - (s.precpu_stats.cpu_usage.total_usage or 0)
            local passed = (s.cpu_stats.system_cpu_usage or 0) - (s.precpu_stats.system_cpu_usage or 0)
            local cpu = passed > 0 and spent / passed * (s.cpu_stats.online_cpus or 1) * 100 or 0
            return { name = c.name, memory = memory - inactive, cpu = cpu }
        end)
        table.sort(rows, function(a, b) return a[o.by] > b[o.by] end)
        for i = 1, math.min(o.count, #rows) do
            say(("%-30s %8.1f MiB %7.2f %%"):format(rows[i].name, rows[i].memory / 1048576, rows[i].cpu))
        end
    end,
}
