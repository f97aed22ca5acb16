return {
    title = "Building an image",
    summary = "the context is a tar archive, the answer a stream",
    steps = {
        {
            text = "ImageBuild takes a tar archive with a Dockerfile in it. lesson.tar { Dockerfile = … } makes one.",
            task = "put an archive into the variable context, whose Dockerfile begins with FROM busybox, sets "
                .. "LABEL moondock.lesson=yes and ends with CMD echo built.",
            hints = { "Lines of a Dockerfile are separated by \\n, or use [[ … ]].",
                "context = lesson.tar { Dockerfile = [[…]] }" },
            solution = "context = lesson.tar { Dockerfile = "
                .. '"FROM busybox\\nLABEL moondock.lesson=yes\\nCMD echo built\\n" }',
            check = function(state)
                local context = state:value "context"
                return type(context) == "string" and #context % 512 == 0 and context:find "FROM busybox" ~= nil,
                    "context is no such archive"
            end,
        },
        {
            text = "The engine answers 200 at once and tells in the stream how it goes; errors come there too.",
            task = "build the image with the name lesson-built, and print what the engine says.",
            hints = { "docker.api.ImageBuild { body = context, t = … }", "Each item may have the field stream." },
            solution = 'for item in docker.api.ImageBuild { body = context, t = "lesson-built" } do '
                .. 'io.write(item.stream or "") end',
            check = function()
                local ok, image = pcall(docker.api.ImageInspect, { name = "lesson-built" })
                return ok and image.Config.Labels and image.Config.Labels["moondock.lesson"] == "yes",
                    "there is no image lesson-built with the label"
            end,
        },
        {
            text = "An image brings its command along.",
            task = "run the image without a command; put what it writes into the variable said.",
            hints = { 'docker.containers.run("lesson-built", { … })' },
            solution = 'said = docker.containers.run("lesson-built", { remove = true, labels = lesson.labels })',
            check = function(state) return state:value "said" == "built\n", "said is not what the image says" end,
        },
    },
}
