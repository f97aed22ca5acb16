--- Unpacks a tar file into a folder of a container.

return {
    name = "copy-in",
    summary = "Unpacks a tar file into a folder of a container.",
    arguments = {
        { name = "container", type = "string", positional = true, doc = "name or id" },
        { name = "file", type = "string", positional = true, doc = "the tar file" },
        { name = "path", type = "string", positional = true, doc = "a folder in the container" },
    },
    examples = { "moondock run copy-in web nginx.tar /etc" },
    run = function(o, say)
        docker.api.PutContainerArchive { id = o.container, path = o.path, body = { file = o.file } }
        say(("%s is in %s:%s"):format(o.file, o.container, o.path))
    end,
}
