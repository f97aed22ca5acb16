--- Replaces a container by one with the same settings, from a newer image; puts the old one back if that fails.

return {
    name = "recreate",
    summary = "Replaces a container by one with the same settings from a newer image, or leaves all as it was.",
    arguments = {
        { name = "container", type = "string", positional = true, doc = "name or id" },
        { name = "image", type = "string", doc = "default: the image it was made from, as that name stands now" },
    },
    examples = { "moondock run recreate web --image nginx:1.27" },
    run = function(o, say)
        local old = docker.containers.get(o.container)
        local name, was_running = old.name, old.State.Running
        local body = {}
        for key, value in pairs(old.attrs.Config) do body[key] = value end
        body.Image = o.image or old.attrs.Config.Image
        -- The name that was made of its id is not part of the settings.
        if old.id:find(body.Hostname or "?", 1, true) == 1 then body.Hostname = nil end
        body.HostConfig = old.attrs.HostConfig
        local endpoints = {}
        for network, settings in pairs(old.attrs.NetworkSettings.Networks) do
            endpoints[network] = { Aliases = settings.Aliases, IPAMConfig = settings.IPAMConfig }
        end
        local first = next(endpoints)
        body.NetworkingConfig = first and { EndpointsConfig = { [first] = endpoints[first] } } or nil
        old:rename(name .. "-old")
        local ok, problem = pcall(function()
            local made = docker.api.ContainerCreate { name = name, body = body }
            for network, settings in pairs(endpoints) do
                if network ~= first then
                    local body = { Container = made.Id, EndpointConfig = settings }
                    docker.api.NetworkConnect { id = network, body = body }
                end
            end
            if was_running then
                old:stop()
                docker.api.ContainerStart { id = made.Id }
            end
        end)
        if not ok then
            pcall(docker.api.ContainerDelete, { id = name, force = true })
            old:rename(name)
            if was_running then old:start() end
            error(problem, 0)
        end
        old:remove()
        say(("%s runs from %s"):format(name, body.Image))
    end,
}
