--- Searches the logs of many containers.

return {
    name = "grep-logs",
    summary = "Searches the logs of many containers.",
    arguments = {
        { name = "pattern", type = "string", positional = true, doc = "a Lua pattern" },
        { name = "label", type = "string", doc = "only containers with this label" },
        { name = "since", type = "string", doc = "only lines from then on: 10m, 2026-01-31T12:00:00Z" },
    },
    examples = { "moondock run grep-logs ERROR --label app=web --since 1h" },
    run = function(o, say)
        local list = docker.containers.list { all = true, filters = o.label and { label = o.label } }
        local count = 0
        for _, c in ipairs(list) do
            for line, source in c:logs { since = o.since } do
                if line:find(o.pattern) then
                    say(("%s %s: %s"):format(c.name, source, line))
                    count = count + 1
                end
            end
        end
        local units = require "units"
        say(("%s in %s"):format(units.count(count, "line"), units.count(#list, "container")))
    end,
}
