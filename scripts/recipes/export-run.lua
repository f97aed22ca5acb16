--- Writes the docker command that makes a container like this one.

return {
    name = "export-run",
    summary = "Writes the docker command that makes a container like this one.",
    arguments = {
        { name = "container", type = "string", positional = true, doc = "name or id" },
    },
    examples = { "moondock run export-run web" },
    run = function(o, say)
        local attrs = docker.containers.get(o.container).attrs
        local image = docker.api.ImageInspect { name = attrs.Image }
        local body = { HostConfig = attrs.HostConfig }
        for key, value in pairs(attrs.Config) do body[key] = value end
        -- What the image says itself is not repeated.
        local own = {}
        for _, item in ipairs(image.Config.Env or {}) do own[item] = true end
        local env = {}
        for _, item in ipairs(body.Env or {}) do
            if not own[item] then env[#env + 1] = item end
        end
        body.Env = env
        if attrs.Id:find(body.Hostname or "?", 1, true) == 1 then body.Hostname = nil end
        local same = table.concat(image.Config.Entrypoint or {}, "\0") == table.concat(body.Entrypoint or {}, "\0")
        if same then body.Entrypoint = nil end
        local function test(config) return table.concat((config.Healthcheck or {}).Test or {}, "\0") end
        if test(body) == test(image.Config) then body.Healthcheck = nil end
        local values = { name = attrs.Name:gsub("^/", ""), body = body }
        local command = require("docker.cli").command("ContainerCreate", values)
        say((command:gsub("^docker create", "docker run --detach")))
    end,
}
