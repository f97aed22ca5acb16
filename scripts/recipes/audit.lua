--- Looks for risky settings of containers: privileged, root, no limits, open ports, untagged images.

return {
    name = "audit",
    summary = "Looks for risky settings of containers: privileged, root, no limits, open ports, untagged images.",
    arguments = {
        { name = "label", type = "string", doc = "only containers with this label" },
        { name = "strict", type = "boolean", default = false, doc = "findings are an error" },
    },
    examples = { "moondock run audit --strict" },
    run = function(o, say)
        local count = 0
        for _, c in ipairs(docker.containers.list { filters = o.label and { label = o.label }, inspect = true }) do
            local settings, config = c.attrs.HostConfig, c.attrs.Config
            local function finding(is_true, words)
                if not is_true then return end
                count = count + 1
                say(("%s: %s"):format(c.name, words))
            end
            finding(settings.Privileged, "is privileged")
            finding((config.User or "") == "" or config.User == "root" or config.User == "0", "runs as root")
            finding((settings.Memory or 0) == 0, "has no memory limit")
            finding((settings.PidsLimit or 0) <= 0, "has no limit of processes")
            finding(settings.NetworkMode == "host" or settings.PidMode == "host", "shares the host's namespaces")
            finding(config.Image:find ":latest$" or not config.Image:find ":[^/]*$", "has an image without a fixed tag")
            for _, bind in ipairs(settings.Binds or {}) do
                finding(bind:find "docker%.sock", "can control the engine by its socket")
            end
            for port, bindings in pairs(settings.PortBindings or {}) do
                for _, binding in ipairs(bindings) do
                    local open = (binding.HostIp or "") == "" or binding.HostIp == "0.0.0.0"
                    finding(open, ("opens %s on all addresses"):format(port))
                end
            end
        end
        say(require("units").count(count, "finding"))
        if o.strict and count > 0 then error("there are findings", 0) end
    end,
}
