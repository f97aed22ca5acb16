--- Removes stopped containers that are older than so long.

return {
    name = "prune-containers",
    summary = "Removes stopped containers that are older than so long.",
    arguments = {
        { name = "age", type = "duration", default = "24h", doc = "since they stopped or were created" },
        { name = "label", type = "string", doc = "only those with this label" },
        { name = "protect", type = "string", default = "keep", doc = "a label that protects from removal" },
        { name = "dry", type = "boolean", default = false, doc = "only tell" },
    },
    examples = { "moondock run prune-containers --age 72h --dry" },
    run = function(o, say)
        local time = require "time"
        local filters = { status = { "created", "exited", "dead" }, label = o.label }
        local count = 0
        for _, c in ipairs(docker.containers.list { all = true, filters = filters }) do
            local ended = time.parse(c.State.FinishedAt or "")
            if not ended or ended <= 0 then ended = time.parse(c.attrs.Created) end
            local age = (require("moondock.host").now()) - ended
            if age * 1e9 >= o.age and c.labels[o.protect] == nil then
                if not o.dry then c:remove() end
                count = count + 1
                say(("%s %s"):format(o.dry and "would remove" or "removed", c.name))
            end
        end
        say(require("units").count(count, "container"))
    end,
}
