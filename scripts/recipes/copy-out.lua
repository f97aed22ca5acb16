--- Saves a file or folder of a container as a tar file.

return {
    name = "copy-out",
    summary = "Saves a file or folder of a container as a tar file.",
    arguments = {
        { name = "container", type = "string", positional = true, doc = "name or id" },
        { name = "path", type = "string", positional = true, doc = "in the container" },
        { name = "file", type = "string", positional = true, doc = "the tar file to write" },
    },
    examples = { "moondock run copy-out web /etc/nginx nginx.tar" },
    run = function(o, say)
        local stream <close> = docker.api.ContainerArchive { id = o.container, path = o.path }
        local file = assert(io.open(o.file .. ".part", "wb"))
        for piece in function() return (stream:read()) end do file:write(piece) end
        file:close()
        assert(os.rename(o.file .. ".part", o.file))
        say(o.file)
    end,
}
