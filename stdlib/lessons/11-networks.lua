return {
    title = "Networks",
    summary = "containers that find each other by name",
    steps = {
        {
            text = "Containers on a network of their own reach each other by name: the engine answers their DNS "
                .. "questions.",
            task = "create a network lesson-net, with the labels of lessons.",
            hints = { "docker.api.NetworkCreate takes a body.",
                'body = { Name = "lesson-net", Labels = lesson.labels }' },
            solution = 'docker.api.NetworkCreate { body = { Name = "lesson-net", Labels = lesson.labels } }',
            check = function()
                return pcall(docker.api.NetworkInspect, { id = "lesson-net" }), "there is no network lesson-net"
            end,
        },
        {
            text = "The option network of run puts a container on a network.",
            task = 'start two containers on it, lesson-one and lesson-two, with "sleep 600".',
            hints = { 'network = "lesson-net"', "A loop over both names does it." },
            solution = [[
for _, name in ipairs { "lesson-one", "lesson-two" } do
    docker.containers.run("busybox", "sleep 600",
        { name = name, network = "lesson-net", detach = true, labels = lesson.labels, stop_timeout = 1 })
end]],
            check = function()
                local net = docker.api.NetworkInspect { id = "lesson-net" }
                local count = 0
                for _ in pairs(net.Containers) do count = count + 1 end
                return count == 2, ("%d containers are on the network"):format(count)
            end,
        },
        {
            text = "Now one can call the other by its name.",
            task = "ping lesson-two from lesson-one, once; put the exit code into the variable code.",
            hints = { "docker.exec", '"ping -c 1 -W 2 lesson-two"' },
            solution = 'code = docker.exec("lesson-one", "ping -c 1 -W 2 lesson-two").exit_code',
            check = function(state) return state:value "code" == 0, "code is not 0" end,
        },
        {
            text = "A container can leave a network while it runs.",
            task = "disconnect lesson-two.",
            hints = { 'docker.api.NetworkDisconnect { id = …, body = { Container = … } }' },
            solution = 'docker.api.NetworkDisconnect { id = "lesson-net", body = { Container = "lesson-two" } }',
            check = function(state)
                local two = state:container "lesson-two"
                return two and next(two.NetworkSettings.Networks) == nil, "lesson-two is still on a network"
            end,
        },
    },
}
