--- Runs a command in a new container and ends with its exit code; output as it comes.

return {
    name = "job",
    summary = "Runs a command in a new container and ends with its exit code; output as it comes.",
    arguments = {
        { name = "image", type = "string", positional = true, doc = "the image" },
        { name = "command", type = "string", positional = true, doc = "split as a shell would" },
        { name = "timeout", type = "seconds", doc = "how long at most" },
    },
    examples = { [[moondock run job busybox "nightly --all" --timeout 1h]] },
    run = function(o, say)
        local c = docker.containers.create(o.image, o.command, { labels = { ["moondock.job"] = "yes" } })
        local _ <close> = setmetatable({}, { __close = function() c:remove { force = true, v = true } end })
        local function work()
            local stream <close> = (c:attach { stream = true })
            c:start()
            for line in stream do say(line) end
            return c:wait().StatusCode
        end
        return o.timeout and task.timeout(o.timeout, work) or work()
    end,
}
