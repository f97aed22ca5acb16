return {
    title = "Volumes",
    summary = "data that outlives containers",
    steps = {
        {
            text = "A volume is a folder that the engine keeps apart from containers.",
            task = "create a volume lesson-data, with the labels of lessons.",
            hints = { 'docker.api.VolumeCreate { body = { Name = "lesson-data", Labels = … } }' },
            solution = 'docker.api.VolumeCreate { body = { Name = "lesson-data", Labels = lesson.labels } }',
            check = function()
                return pcall(docker.api.VolumeInspect, { name = "lesson-data" }), "there is no volume lesson-data"
            end,
        },
        {
            text = "The option volumes mounts it: { lesson-data:/data }.",
            task = "let one container write the word kept into /data/note, and be removed.",
            hints = { 'volumes = { "lesson-data:/data" }, remove = true', '{ "sh", "-c", "echo kept > /data/note" }' },
            solution = 'docker.containers.run("busybox", { "sh", "-c", "echo kept > /data/note" }, '
                .. '{ volumes = { "lesson-data:/data" }, remove = true, labels = lesson.labels })',
            check = function()
                local text = docker.containers.run("busybox", { "sh", "-c", "cat /data/note || true" },
                    { volumes = { "lesson-data:/data" }, remove = true, labels = lesson.labels })
                return text == "kept\n", "/data/note is not in the volume, or does not say kept"
            end,
        },
        {
            text = "Another container finds what the first one has left.",
            task = "read the note with a second container, into the variable note.",
            hints = { '"cat /data/note"', "run gives what the command wrote." },
            solution = 'note = docker.containers.run("busybox", "cat /data/note", '
                .. '{ volumes = { "lesson-data:/data" }, remove = true, labels = lesson.labels })',
            check = function(state) return state:value "note" == "kept\n", "note is not what the volume holds" end,
        },
    },
}
