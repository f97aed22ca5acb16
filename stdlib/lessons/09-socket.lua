return {
    title = "A raw connection",
    summary = "exec over the socket: HTTP ends, bytes go both ways",
    steps = {
        {
            prepare = function()
                docker.containers.run("busybox", "sleep 600",
                    { name = "lesson-socket", detach = true, labels = lesson.labels, stop_timeout = 1 })
            end,
            text = "With stdin = true and socket = true the connection leaves HTTP, by the header Upgrade: tcp, "
                .. "and you get "
                .. "both ends of the command. trace \"http\" draws it.",
            task = "open a connection to the command cat in lesson-socket, as the variable s.",
            hints = { "docker.exec takes the options.",
                's = docker.exec("lesson-socket", "cat", { stdin = true, socket = true })' },
            solution = 's = docker.exec("lesson-socket", "cat", { stdin = true, socket = true })',
            check = function(state)
                local upgraded = state:called("ExecStart", function(_, exchange) return exchange.status == 101 end)
                return upgraded and state:value "s" ~= nil, "no connection was opened, or it is not in s"
            end,
        },
        {
            text = "s:write sends bytes; what cat reads it writes, and s:read_line() brings it back.",
            task = "send the line hello and put what comes back into the variable answer.",
            hints = { "The line needs its end: hello\\n", "answer = s:read_line()" },
            solution = 's:write("hello\\n") answer = s:read_line()',
            check = function(state) return state:value "answer" == "hello", "answer is not hello" end,
        },
        {
            text = "Closing only the writing side tells the command that its input has ended. Its output goes on, "
                .. "and it ends.",
            task = "close the writing side, and put the exit code into the variable code.",
            hints = { "s:close_write()", "s:exit_code() waits for the end." },
            solution = "s:close_write() code = s:exit_code()",
            check = function(state) return state:value "code" == 0, "code is not the exit code of cat" end,
        },
    },
}
