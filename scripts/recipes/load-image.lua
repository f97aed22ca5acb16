--- Loads images from a file that save-image or docker save has made.

return {
    name = "load-image",
    summary = "Loads images from a file that save-image or docker save has made.",
    arguments = {
        { name = "file", type = "string", positional = true, doc = "the tar file" },
    },
    examples = { "moondock -H ssh://deploy@host run load-image web.tar" },
    run = function(o, say)
        for item in docker.api.ImageLoad { body = { file = o.file } } do
            if item.error then error(item.error, 0) end
            if item.stream then say((item.stream:gsub("%s+$", ""))) end
        end
    end,
}
