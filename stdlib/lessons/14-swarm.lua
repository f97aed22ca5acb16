-- Whether this lesson has made the swarm, and has to end it.
local is_ours = false

local function state_of_swarm() return docker.info().Swarm.LocalNodeState end

return {
    title = "A swarm of one",
    summary = "services: say how many there should be, and the engine sees to it",
    finish = function()
        for _, service in ipairs(docker.api.ServiceList { filters = { name = { "lesson-service" } } }) do
            docker.api.ServiceDelete { id = service.ID }
        end
        if is_ours then docker.api.SwarmLeave { force = true } end
        is_ours = false
    end,
    steps = {
        {
            prepare = function()
                is_ours = false
                if state_of_swarm() ~= "inactive" then
                    require("moondock.errors").invalid("this engine belongs to a swarm already",
                        "take an engine of your own for this lesson: scripts/engine up")
                end
                is_ours = true
            end,
            text = "An engine becomes a swarm of one with SwarmInit. Listening on 127.0.0.1 keeps it to itself.",
            task = "make a swarm: ListenAddr 127.0.0.1:2377, AdvertiseAddr 127.0.0.1.",
            hints = { "docker.api.SwarmInit { body = { … } }" },
            solution = 'docker.api.SwarmInit { body = { ListenAddr = "127.0.0.1:2377", AdvertiseAddr = "127.0.0.1" } }',
            check = function() return state_of_swarm() == "active", "the engine is in no swarm" end,
        },
        {
            text = "A service describes tasks and how many of them there should be.",
            task = "create a service lesson-service with 2 replicas of busybox that run sleep 600.",
            hints = { "docker.api.ServiceCreate { body = { Name, Labels, Mode, TaskTemplate } }",
                'TaskTemplate = { ContainerSpec = { Image = "busybox", Command = { "sleep", "600" } } }',
                "Mode = { Replicated = { Replicas = 2 } }" },
            solution = [[
docker.api.ServiceCreate { body = {
    Name = "lesson-service", Labels = lesson.labels, Mode = { Replicated = { Replicas = 2 } },
    TaskTemplate = { ContainerSpec = { Image = "busybox", Command = { "sleep",
        "600" }, StopGracePeriod = 1000000000 } },
} }]],
            check = function()
                local ok, service = pcall(docker.api.ServiceInspect, { id = "lesson-service" })
                return ok and service.Spec.Mode.Replicated.Replicas == 2, "there is no such service with 2 replicas"
            end,
        },
        {
            text = "A change says which version of the service it is based on, so that two people do not undo "
                .. "each other's work: "
                .. "the parameter version is Version.Index of what was read.",
            task = "change the number of replicas to 1.",
            hints = { "Read it with ServiceInspect; change s.Spec.Mode.Replicated.Replicas.",
                "docker.api.ServiceUpdate { id = s.ID, version = s.Version.Index, body = s.Spec }" },
            solution = [[
s = docker.api.ServiceInspect { id = "lesson-service" }
s.Spec.Mode.Replicated.Replicas = 1
docker.api.ServiceUpdate { id = s.ID, version = s.Version.Index, body = s.Spec }]],
            check = function()
                local service = docker.api.ServiceInspect { id = "lesson-service" }
                return service.Spec.Mode.Replicated.Replicas == 1, "the service does not have 1 replica"
            end,
        },
    },
}
