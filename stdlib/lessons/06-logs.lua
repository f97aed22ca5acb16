local SCRIPT = "for i in 1 2 3 4 5; do echo line $i; done; echo trouble >&2; sleep 600"

return {
    title = "Logs",
    summary = "reading, following, and telling stdout from stderr",
    steps = {
        {
            prepare = function()
                docker.containers.run("busybox", { "sh", "-c", SCRIPT },
                    { name = "lesson-logs", detach = true, labels = lesson.labels, stop_timeout = 1 })
                while #(docker.logs("lesson-logs"):read_all()) < 40 do task.sleep(0.05) end
            end,
            text = "A container lesson-logs was started for you. What a container writes is kept by the engine.",
            task = "read its last 2 lines.",
            hints = { "docker.logs takes a name and options.", 'docker.logs("lesson-logs", { tail = … })' },
            solution = 'for line in docker.logs("lesson-logs", { tail = 2 }) do print(line) end',
            check = function(state)
                local ok = state:called("ContainerLogs", function(values) return values.tail == "2" end)
                return ok, "no logs with tail = 2 were read"
            end,
        },
        {
            text = "Each line says where it came from: for line, source in docker.logs(…) do … end.",
            task = "put the one line that came from stderr into the variable trouble.",
            hints = { 'source is "stdout" or "stderr".',
                "The options stdout and stderr choose what the engine sends." },
            solution = 'for line in docker.logs("lesson-logs", { stdout = false }) do trouble = line end',
            check = function(state) return state:value "trouble" == "trouble", "trouble is not that line" end,
        },
        {
            text = "With follow = true the request stays open, and lines come as they are written. Leaving the "
                .. "loop ends it.",
            task = "follow the logs, and leave at the first line.",
            hints = { "follow = true", "break leaves a loop." },
            solution = 'for line in docker.logs("lesson-logs", { follow = true }) do print(line) break end',
            check = function(state)
                local ok = state:called("ContainerLogs", function(values)
                    return values.follow == "1" or values.follow == "true"
                end)
                return ok, "nobody has followed the logs"
            end,
        },
    },
}
