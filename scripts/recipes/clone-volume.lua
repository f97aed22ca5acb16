--- Copies a volume into a new one.

return {
    name = "clone-volume",
    summary = "Copies a volume into a new one.",
    arguments = {
        { name = "volume", type = "string", positional = true, doc = "the volume" },
        { name = "name", type = "string", positional = true, doc = "the new one" },
        { name = "helper", type = "string", default = "busybox", doc = "an image with sh and cp" },
    },
    examples = { "moondock run clone-volume data data-copy" },
    run = function(o, say)
        local labels = docker.api.VolumeInspect({ name = o.volume }).Labels
        if pcall(docker.api.VolumeInspect, { name = o.name }) then error(o.name .. " is there already", 0) end
        docker.api.VolumeCreate { body = { Name = o.name, Labels = labels } }
        docker.containers.run(o.helper, { "sh", "-c", "cp -a /from/. /to/" },
            { volumes = { o.volume .. ":/from:ro", o.name .. ":/to" }, remove = true })
        say(("%s is a copy of %s"):format(o.name, o.volume))
    end,
}
