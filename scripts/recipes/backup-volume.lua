--- Saves the contents of a volume as a tar file.

return {
    name = "backup-volume",
    summary = "Saves the contents of a volume as a tar file.",
    arguments = {
        { name = "volume", type = "string", positional = true, doc = "the volume" },
        { name = "file", type = "string", positional = true, doc = "the tar file to write" },
        { name = "helper", type = "string", default = "busybox", doc = "image for a container that never starts" },
    },
    examples = { "moondock run backup-volume data data.tar" },
    run = function(o, say)
        docker.api.VolumeInspect { name = o.volume }
        local helper = docker.containers.create(o.helper, "true", { volumes = { o.volume .. ":/volume" } })
        local _ <close> = setmetatable({}, { __close = function() helper:remove { force = true } end })
        local file = assert(io.open(o.file .. ".part", "wb"))
        local size = 0
        local stream <close> = docker.api.ContainerArchive { id = helper.id, path = "/volume/." }
        for piece in function() return (stream:read()) end do
            file:write(piece)
            size = size + #piece
        end
        file:close()
        assert(os.rename(o.file .. ".part", o.file))
        say(("%s: %d bytes"):format(o.file, size))
    end,
}
