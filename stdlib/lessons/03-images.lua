return {
    title = "Images",
    summary = "what is there, what is in it, and names for it",
    finish = function() pcall(docker.api.ImageDelete, { name = "lesson-box:one" }) end,
    steps = {
        {
            text = "Containers are made from images. docker.images.list() lists those on the engine.",
            task = "list the images.",
            hints = { "docker.images.list()" },
            solution = "docker.images.list()",
            check = function(state) return state:called "ImageList", "the images have not been listed" end,
        },
        {
            text = "Inspecting an image tells all that the engine knows: layers, environment, the command it starts.",
            task = 'put the image "busybox" into the variable image, and look at image.attrs.Config.',
            hints = { "docker.images.get takes a name.", 'image = docker.images.get("busybox")' },
            solution = 'image = docker.images.get("busybox")',
            check = function(state)
                local image = state:value "image"
                return type(image) == "table" and docker.images.get("busybox").id == image.id,
                    "image is not the image busybox"
            end,
        },
        {
            text = "A tag is a name for an image. One image can have many; ImageTag adds one and copies nothing.",
            task = "give busybox the further name lesson-box:one.",
            hints = { "docker.api.ImageTag takes name, repo and tag.", 'repo = "lesson-box", tag = "one"' },
            solution = 'docker.api.ImageTag { name = "busybox", repo = "lesson-box", tag = "one" }',
            check = function()
                return pcall(docker.api.ImageInspect, { name = "lesson-box:one" }), "there is no image lesson-box:one"
            end,
        },
    },
}
