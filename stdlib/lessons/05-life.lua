return {
    title = "The life of a container",
    summary = "created, running, paused, exited, gone",
    steps = {
        {
            text = "Creating and starting are two requests. A container that was created has a configuration and "
                .. "no process.",
            task = 'create, but do not start, a container lesson-life that runs "sleep 600".',
            hints = { "docker.containers.create takes what run takes.", "Remember labels = lesson.labels." },
            solution = 'life = docker.containers.create("busybox", "sleep 600", '
                .. '{ name = "lesson-life", labels = lesson.labels, stop_timeout = 1 })',
            check = function(state)
                local life = state:container "lesson-life"
                return life and life.State.Status == "created", "lesson-life is not there, or has been started"
            end,
        },
        {
            text = "An object has methods, called with a colon: life:start(). Its fields are a picture of one moment; "
                .. "life:reload() takes a new one.",
            task = "start the container, then pause it.",
            hints = { "life:start()", "life:pause() freezes its processes." },
            solution = "life:start() life:pause()",
            check = function(state)
                local life = state:container "lesson-life"
                return life and life.State.Status == "paused", "lesson-life is not paused"
            end,
        },
        {
            text = "Stopping sends a signal, and kills the process when it does not end. The exit code tells which.",
            task = "let it go on, stop it, and put its exit code into the variable code.",
            hints = { "life:unpause() and life:stop()", "life:wait() gives { StatusCode = … }" },
            solution = "life:unpause() life:stop() code = life:wait().StatusCode",
            check = function(state)
                local life = state:container "lesson-life"
                return life and life.State.Status == "exited" and state:value "code" == life.State.ExitCode,
                    "lesson-life runs, or code is not its exit code"
            end,
        },
        {
            text = "A stopped container keeps its files until it is removed.",
            task = "remove it.",
            hints = { "life:remove()" },
            solution = "life:remove()",
            check = function(state) return not state:container "lesson-life", "lesson-life is still there" end,
        },
    },
}
