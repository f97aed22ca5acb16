--- Tells which containers use an image, a volume or a network.

return {
    name = "who-uses",
    summary = "Tells which containers use an image, a volume or a network.",
    arguments = {
        { name = "name", type = "string", positional = true, doc = "of the image, volume or network" },
    },
    examples = { "moondock run who-uses data" },
    run = function(o, say)
        local found, seen = 0, {}
        for _, kind in ipairs { "ancestor", "volume", "network" } do
            local ok, list = pcall(docker.api.ContainerList, { all = true, filters = { [kind] = { o.name } } })
            for _, c in ipairs(ok and list or {}) do
                if not seen[c.Id] then
                    seen[c.Id] = true
                    found = found + 1
                    local name = c.Names[1]:gsub("^/", "")
                    say(("%s  %s  %s"):format(name, c.State, kind == "ancestor" and "image" or kind))
                end
            end
        end
        if found == 0 then say("nobody uses " .. o.name) end
    end,
}
