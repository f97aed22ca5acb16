--- Saves an image as a file, for an engine that reaches no registry.

return {
    name = "save-image",
    summary = "Saves an image as a file, for an engine that reaches no registry.",
    arguments = {
        { name = "image", type = "string", positional = true, doc = "the image" },
        { name = "file", type = "string", positional = true, doc = "the tar file to write" },
    },
    examples = { "moondock run save-image shop/web:1.2 web.tar" },
    run = function(o, say)
        local stream <close> = docker.api.ImageGet { name = o.image }
        local file = assert(io.open(o.file .. ".part", "wb"))
        for piece in function() return (stream:read()) end do file:write(piece) end
        file:close()
        assert(os.rename(o.file .. ".part", o.file))
        say(o.file)
    end,
}
