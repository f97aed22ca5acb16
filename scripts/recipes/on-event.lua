--- Runs a command of the system for each event; it finds the event in EVENT, NAME and ID.

return {
    name = "on-event",
    summary = "Runs a command of the system for each event; it finds the event in EVENT, NAME and ID.",
    arguments = {
        { name = "event", type = "string", positional = true, doc = "die, start, oom, …" },
        { name = "command", type = "string", positional = true, doc = "a command for sh" },
        { name = "count", type = "integer", doc = "end after so many; default: never" },
        { name = "since", type = "string", doc = "past events from then on too" },
    },
    examples = { [[moondock run on-event die 'notify-send "$NAME has died"']] },
    run = function(o, say)
        local quote = require("docker.cli").quote
        local count = 0
        for event in docker.events { since = o.since, filters = { event = o.event } } do
            local name = event.Actor.Attributes.name or event.Actor.ID
            os.execute(("EVENT=%s NAME=%s ID=%s; export EVENT NAME ID; %s"):format(quote(event.Action), quote(name),
                quote(event.Actor.ID), o.command))
            count = count + 1
            say(("%s %s"):format(event.Action, name))
            if count == o.count then break end
        end
    end,
}
