return {
    title = "Commands in a running container",
    summary = "exec: create, start, and ask how it ended",
    steps = {
        {
            prepare = function()
                docker.containers.run("busybox", "sleep 600",
                    { name = "lesson-exec", detach = true, labels = lesson.labels, stop_timeout = 1 })
            end,
            text = "docker.exec runs a command in a container that runs. lesson-exec was started for you. The "
                .. "result has "
                .. "output, stdout, stderr and exit_code.",
            task = "run uname -r in it.",
            hints = { "docker.exec takes the container's name and the command." },
            solution = 'docker.exec("lesson-exec", "uname -r")',
            check = function(state)
                local ok = state:called("ContainerExec", function(values)
                    return table.concat(values.body.Cmd, " ") == "uname -r"
                end)
                return ok and state:called "ExecStart", "uname -r has not been run"
            end,
        },
        {
            text = "A command that fails is no error: its exit code is in the result.",
            task = "run a command that ends with 3, and put its exit code into the variable code.",
            hints = { 'A list is not split: { "sh", "-c", "exit 3" }',
                'code = docker.exec("lesson-exec", …).exit_code' },
            solution = 'code = docker.exec("lesson-exec", { "sh", "-c", "exit 3" }).exit_code',
            check = function(state) return state:value "code" == 3 and state:called "ExecInspect", "code is not 3" end,
        },
        {
            text = "It is three requests: ContainerExec describes the command and gives an id, ExecStart runs it "
                .. "on a connection "
                .. "that becomes its output, ExecInspect tells the exit code.",
            task = "make the three calls yourself: run hostname, and put what it wrote into the variable name.",
            hints = { 'docker.api.ContainerExec { id = …, body = { Cmd = { "hostname" }, AttachStdout = true } }.Id',
                "docker.api.ExecStart { id = …, body = { Detach = false } } is a stream; read_all() reads it." },
            solution = [[
exec = docker.api.ContainerExec { id = "lesson-exec", body = { Cmd = { "hostname" }, AttachStdout = true } }
name = docker.api.ExecStart { id = exec.Id, body = { Detach = false } }:read_all()
docker.api.ExecInspect { id = exec.Id }]],
            check = function(state)
                local container = state:container "lesson-exec"
                local name = state:value "name"
                return container and type(name) == "string" and name:find(container.Config.Hostname, 1, true) ~= nil,
                    "name is not the container's host name"
            end,
        },
    },
}
