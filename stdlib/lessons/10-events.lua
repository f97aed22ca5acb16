return {
    title = "Events",
    summary = "what happens on the engine, as it happens and afterwards",
    steps = {
        {
            prepare = function()
                docker.containers.run("busybox", { "sh", "-c", "exit 7" },
                    { name = "lesson-events", detach = true, labels = lesson.labels }):wait()
            end,
            text = "The engine tells of everything that happens as a stream of tables. With since and until_ it "
                .. "is the past, and "
                .. "ends. A container lesson-events has just run and failed.",
            task = "read the events of the last 10 minutes.",
            hints = { 'since = "10m" is ten minutes ago; until_ = "0s" is now.', "docker.events { … } in a for loop" },
            solution = 'for event in docker.events { since = "10m", until_ = "0s" } do print(event.Action) end',
            check = function(state)
                return state:called("SystemEvents", function(values) return values.since ~= nil end),
                    "no events were read"
            end,
        },
        {
            text = "Filters choose: type, event, container, label. An event has Type, Action and Actor.Attributes.",
            task = "find out from the event die how lesson-events ended; put its exitCode into the variable code.",
            hints = { 'filters = { event = "die", container = "lesson-events" }',
                "event.Actor.Attributes.exitCode is a string." },
            solution = [[
for event in docker.events { since = "10m", until_ = "0s",
        filters = { event = "die", container = "lesson-events" } } do
    code = event.Actor.Attributes.exitCode
end]],
            check = function(state) return tostring(state:value "code") == "7", "code is not that of the event" end,
        },
    },
}
