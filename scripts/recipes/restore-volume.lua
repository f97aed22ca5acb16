--- Puts the contents of a tar file into a volume, which is created when it is not there.

return {
    name = "restore-volume",
    summary = "Puts the contents of a tar file into a volume, which is created when it is not there.",
    arguments = {
        { name = "volume", type = "string", positional = true, doc = "the volume" },
        { name = "file", type = "string", positional = true, doc = "the tar file" },
        { name = "helper", type = "string", default = "busybox", doc = "image for a container that never starts" },
    },
    examples = { "moondock run restore-volume data data.tar" },
    run = function(o, say)
        assert(io.open(o.file, "rb")):close()
        docker.api.VolumeCreate { body = { Name = o.volume } }
        local helper = docker.containers.create(o.helper, "true", { volumes = { o.volume .. ":/volume" } })
        local _ <close> = setmetatable({}, { __close = function() helper:remove { force = true } end })
        docker.api.PutContainerArchive { id = helper.id, path = "/volume", body = { file = o.file } }
        say("restored " .. o.volume)
    end,
}
