--- Lists volumes and networks that no container uses, and images without a name.

return {
    name = "orphans",
    summary = "Lists volumes and networks that no container uses, and images without a name.",
    arguments = {
        { name = "remove", type = "boolean", default = false, doc = "remove them too" },
    },
    examples = { "moondock run orphans" },
    run = function(o, say)
        local filters = { dangling = { "true" } }
        for _, volume in ipairs(docker.api.VolumeList({ filters = filters }).Volumes or {}) do
            say("volume " .. volume.Name)
            if o.remove then docker.api.VolumeDelete { name = volume.Name } end
        end
        for _, network in ipairs(docker.api.NetworkList { filters = { type = { "custom" } } }) do
            local full = docker.api.NetworkInspect { id = network.Id }
            if next(full.Containers or {}) == nil and full.Scope == "local" then
                say("network " .. network.Name)
                if o.remove then docker.api.NetworkDelete { id = network.Id } end
            end
        end
        for _, image in ipairs(docker.api.ImageList { filters = filters }) do
            say("image " .. image.Id)
            if o.remove then docker.api.ImageDelete { name = image.Id } end
        end
    end,
}
