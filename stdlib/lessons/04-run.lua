return {
    title = "A first container",
    summary = "run a command, keep a container, find it again",
    steps = {
        {
            text = "docker.containers.run makes a container, starts it, waits, and gives what it wrote. "
                .. "What lessons make carries a label, so that it can be removed: labels = lesson.labels.",
            task = "run echo hello in a busybox container, with these labels.",
            hints = { "Image, command, options.", 'docker.containers.run("busybox", "echo hello", { labels = … })' },
            solution = 'docker.containers.run("busybox", "echo hello", { labels = lesson.labels })',
            check = function(state)
                local ok = state:called("ContainerCreate", function(values)
                    return table.concat(values.body.Cmd or {}, " "):find("echo hello", 1, true) ~= nil
                end)
                return ok and state:called "ContainerStart", "no container has said hello"
            end,
        },
        {
            text = "With detach = true it runs on in the background, and the function gives the container.",
            task = 'start a container named lesson-web that runs "sleep 600", in the background.',
            hints = { "Options: name, detach, labels.", 'name = "lesson-web", detach = true, labels = lesson.labels' },
            solution = 'web = docker.containers.run("busybox", "sleep 600", '
                .. '{ name = "lesson-web", detach = true, labels = lesson.labels })',
            check = function(state)
                local web = state:container "lesson-web"
                return web and web.State.Running, "no container lesson-web is running"
            end,
        },
        {
            text = "A filter lets the engine choose: { label = …, status = …, name = … }.",
            task = "list the containers that have the label moondock.lesson and are running.",
            hints = { "filters is an option of docker.containers.list.", 'filters = { label = "moondock.lesson" }' },
            solution = 'docker.containers.list { filters = { label = "moondock.lesson", status = "running" } }',
            check = function(state)
                local ok = state:called("ContainerList", function(values)
                    return tostring(values.filters):find("moondock.lesson", 1, true) ~= nil
                end)
                return ok, "no list with that filter was asked for"
            end,
        },
    },
}
