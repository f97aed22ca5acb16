--- Keeps the newest tags of each repository and removes the others.

return {
    name = "prune-images",
    summary = "Keeps the newest tags of each repository and removes the others.",
    arguments = {
        { name = "keep", type = "integer", default = 3, doc = "how many tags of a repository stay" },
        { name = "repository", type = "string", doc = "only this repository" },
        { name = "dry", type = "boolean", default = false, doc = "only tell" },
    },
    examples = { "moondock run prune-images --keep 2 --repository shop/web" },
    run = function(o, say)
        local used, groups = {}, {}
        for _, c in ipairs(docker.api.ContainerList { all = true }) do used[c.ImageID] = true end
        for _, image in ipairs(docker.api.ImageList()) do
            for _, tag in ipairs(image.RepoTags or {}) do
                local repository = tag:match "^(.*):[^:/]*$"
                if tag ~= "<none>:<none>" and (not o.repository or o.repository == repository) then
                    groups[repository] = groups[repository] or {}
                    table.insert(groups[repository], { tag = tag, created = image.Created, used = used[image.Id] })
                end
            end
        end
        for _, list in pairs(groups) do
            table.sort(list, function(a, b)
                if a.created ~= b.created then return a.created > b.created end
                return a.tag > b.tag
            end)
            for i = o.keep + 1, #list do
                local item = list[i]
                if item.used then
                    say("in use, kept: " .. item.tag)
                else
                    if not o.dry then docker.api.ImageDelete { name = item.tag } end
                    say((o.dry and "would remove " or "removed ") .. item.tag)
                end
            end
        end
    end,
}
