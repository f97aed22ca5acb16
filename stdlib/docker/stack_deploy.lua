--- Deploying stacks: what a description asks for is compared with what the engine has, and only the difference is sent.

local host = require "moondock.host"
local errors = require "moondock.errors"
local base64 = require "base64"
local api_version = require "docker.api_version"
local cluster = require "docker.cluster"
local collection = require "docker.collection"
local compose = require "docker.compose"
local compose_file = require "docker.compose_file"
local compose_options = require "docker.compose_options"
local compose_volumes = require "docker.compose_volumes"
local convert = require "docker.convert"
local engine = require "docker.engine"
local options = require "options"
local service_options = require "docker.service_options"
local service_spec = require "docker.service_spec"
local spec = require "docker.spec"
local spec_compare = require "docker.spec_compare"
local stack_objects = require "docker.stack_objects"

local M = {}

--- Options of `deploy`.
M.options = {
    { name = "prune", type = "boolean", default = false, doc = "remove what the description does not name any more" },
    { name = "resolve_image", type = "string", default = "never", choices = { "always", "changed", "never" },
        doc = "whether names of images become digests: never, for what has changed, always" },
    { name = "with_registry_auth", type = "boolean", default = false,
        doc = "give the nodes the credentials for the registry, as docker.login or config.json have them" },
    { name = "auth_config", type = "any", doc = "{ username = …, password = … }: give the nodes these credentials" },
    { name = "dry_run", type = "boolean", default = false, doc = "only tell what would be done" },
}

local KIND = {}
for _, kind in ipairs(stack_objects.KINDS) do KIND[kind.kind] = kind end

local function note(run, kind, name, action)
    run.changes[#run.changes + 1] = { kind = kind, name = name, action = action }
end

local function call(run, ...)
    if run.o.dry_run then return nil end
    return cluster.call(run.client, ...)
end

-- ---- Networks

local function ipam(stack, network)
    if not network.ipam then return nil end
    local o = compose.check(stack, network.where .. ".ipam", compose_options.ipam, network.ipam)
    local list
    for i, item in ipairs(o.config or {}) do
        list = list or host.array {}
        local where = ("%s.ipam.config[%d]"):format(network.where, i)
        list[i] = { Subnet = compose.check(stack, where, { { name = "subnet", type = "string" } }, item).subnet }
    end
    return { Driver = o.driver, Config = list }
end

local function network_bodies(stack)
    local bodies = {}
    for key, network in pairs(stack.networks) do
        bodies[key] = {
            Name = network.real_name, CheckDuplicate = true, Driver = network.driver, Labels = network.all_labels,
            Options = network.driver_opts and convert.string_map(network.driver_opts), IPAM = ipam(stack, network),
            Internal = network.internal, Attachable = network.attachable,
        }
    end
    return bodies
end

-- name -> attrs of the networks that services can join: those of the swarm, and the host's own.
local function joinable(client)
    local found = {}
    for _, attrs in ipairs(engine.call(client, "NetworkList", {})) do
        local before = found[attrs.Name]
        if not before or attrs.Scope == "swarm" then found[attrs.Name] = attrs end
    end
    return found
end

local PREDEFINED = { host = true, none = true, bridge = true }

local function check_external_networks(run)
    for _, key in ipairs(compose.keys(run.stack.networks)) do
        local network = run.stack.networks[key]
        local found = run.networks[network.real_name]
        if network.is_external and not PREDEFINED[network.real_name] then
            if not found then
                errors.raise {
                    kind = "not_found",
                    message = ("%s: there is no network %s, which is external"):format(network.where,
                        options.quote(network.real_name)),
                    hint = "create it with the driver overlay first, or leave external away",
                }
            end
            if found.Scope ~= "swarm" then
                errors.invalid(("%s: network %s is local to this engine; services need one of the swarm")
                    :format(network.where, options.quote(network.real_name)), 'one with driver="overlay"')
            end
        end
    end
end

-- Creates the networks that are not there. Returns which they were.
local function make_networks(run)
    local made = {}
    for _, key in ipairs(compose.keys(run.stack.networks)) do
        local network = run.stack.networks[key]
        if not network.is_external and not run.networks[network.real_name] then
            local reply = call(run, "NetworkCreate", {}, run.network_bodies[key])
            run.networks[network.real_name] = { Id = reply and reply.Id, Name = network.real_name }
            made[network.real_name] = true
        end
    end
    return made
end

local function deploy_networks(run)
    local made = make_networks(run)
    for _, key in ipairs(compose.keys(run.stack.networks)) do
        local network = run.stack.networks[key]
        if not network.is_external then
            note(run, "network", network.real_name, made[network.real_name] and "created" or "unchanged")
        end
    end
end

-- ---- Secrets and configs

local function content_of(stack, word, object)
    local where = object.where
    local sources = (object.file and 1 or 0) + (object.content and 1 or 0) + (object.environment and 1 or 0)
    if word == "secret" and object.driver then
        if sources > 0 then errors.invalid(where .. ": a secret with a driver has no content of its own") end
        return nil
    end
    if sources ~= 1 then
        errors.invalid(("%s: exactly one of file, content and environment must be given"):format(where),
            "external=true takes one that exists already")
    end
    if object.content then return object.content end
    if object.environment then
        return os.getenv(object.environment)
            or errors.invalid(("%s: the variable %s is not set"):format(where, object.environment))
    end
    local file, problem = io.open(compose_volumes.absolute(stack, object.file), "rb")
    local content = file and file:read("a")
    if file then file:close() end
    return content or errors.invalid(("%s: cannot read its file: %s"):format(where, problem or object.file))
end

local function object_body(stack, word, object)
    local content = content_of(stack, word, object)
    local driver = object.driver and { Name = object.driver,
        Options = object.driver_opts and convert.string_map(object.driver_opts) }
    return {
        Name = object.real_name, Labels = object.all_labels, Data = content and base64.encode(content), Driver = driver,
        Templating = object.template_driver and { Name = object.template_driver } or nil,
    }
end

local function object_bodies(stack, word)
    local bodies = {}
    for key, object in pairs(stack[word .. "s"]) do
        if not object.is_external then bodies[key] = object_body(stack, word, object) end
    end
    return bodies
end

local function same_map(a, b)
    for key, value in pairs(a) do
        if b[key] ~= value then return false end
    end
    for key in pairs(b) do
        if a[key] == nil then return false end
    end
    return true
end

local function data_changed(object, word, cause)
    errors.raise {
        kind = "conflict",
        message = ("%s: the data of a %s cannot be changed"):format(object.where, word),
        hint = ('give the new one another name: name = "%s_v2"'):format(object.real_name),
        cause = cause,
    }
end

-- The engine compares the data of a secret, which nobody can read, and refuses other data with this.
local function update_secret(run, object, attrs, body)
    local ok, err = pcall(call, run, "SecretUpdate", { id = attrs.ID, version = attrs.Version.Index }, body)
    if ok then return end
    if errors.is(err) and tostring(err.message):find("only updates to Labels", 1, true) then
        data_changed(object, "secret", err)
    end
    error(err, 0)
end

local function deploy_object(run, word, object, attrs, body)
    local name = object.real_name
    if not attrs then
        call(run, word == "secret" and "SecretCreate" or "ConfigCreate", {}, body)
        return note(run, word, name, "created")
    end
    local is_same = same_map(attrs.Spec.Labels or {}, body.Labels)
    if word == "secret" then
        update_secret(run, object, attrs, body)
    else
        if (attrs.Spec.Data or "") ~= (body.Data or "") then data_changed(object, word) end
        if not is_same then call(run, "ConfigUpdate", { id = attrs.ID, version = attrs.Version.Index }, body) end
    end
    note(run, word, name, is_same and "unchanged" or "updated")
end

local function deploy_objects(run, word)
    local section, bodies = run.stack[word .. "s"], run[word .. "_bodies"]
    local known = next(section) and stack_objects.list(run.client, KIND[word]) or {}
    for _, key in ipairs(compose.keys(section)) do
        local object = section[key]
        if object.is_external then
            if not known[object.real_name] then
                errors.raise {
                    kind = "not_found",
                    message = ("%s: there is no %s %s, which is external"):format(object.where, word,
                        options.quote(object.real_name)),
                    hint = require("nearest").hint(require("nearest").find(object.real_name, compose.keys(known))),
                }
            end
        else
            deploy_object(run, word, object, known[object.real_name], bodies[key])
        end
    end
end

-- ---- Services

local function resolved(run, image)
    local name, tag = require("docker.pull").split(image)
    if tag and tag:find("^sha256:") then return image end
    local ok, reply = pcall(engine.call, run.client, "DistributionInspect", { name = image })
    if not ok then
        run.stack.warnings[#run.stack.warnings + 1] =
            ("image %s: the registry does not tell its digest, nodes may run different versions: %s"):format(image,
                tostring(reply.message or reply))
        return image
    end
    return ("%s%s@%s"):format(name, tag and ":" .. tag or "", reply.Descriptor.digest)
end

local function choose_image(run, body, current)
    local image, container = body.Labels[compose.IMAGE], body.TaskTemplate.ContainerSpec
    local is_known = current and (current.Labels or {})[compose.IMAGE] == image
    if run.o.resolve_image == "always" or run.o.resolve_image == "changed" and not is_known then
        container.Image = resolved(run, image)
    elseif is_known then
        container.Image = current.TaskTemplate.ContainerSpec.Image
    end
end

-- In a dry run secrets and configs that would be created have no id yet.
local function without_references(given)
    local made = {}
    for name, value in pairs(given) do
        if name ~= "secrets" and name ~= "configs" then made[name] = value end
    end
    return made
end

local function wanted(run, key)
    local given = run.stack.services[key]
    local who = ("docker.stack.deploy: services.%s"):format(key)
    local missing = run.o.dry_run and run.has_new
    local body = service_spec.new(run.client, who, missing and without_references(given) or given)
    -- As the engine keeps them, so that they can be compared.
    for _, network in ipairs(body.TaskTemplate.Networks or {}) do
        local found = run.networks[network.Target]
        network.Target = found and found.Id or network.Target
    end
    -- The docker command sends these though they are empty; without them its next deployment would restart the tasks.
    local task = body.TaskTemplate
    task.ContainerSpec.Privileges = task.ContainerSpec.Privileges or {}
    task.Resources, task.Placement = task.Resources or {}, task.Placement or {}
    body.EndpointSpec = body.EndpointSpec or { Mode = "vip" }
    return body, missing
end

local PATIENCE, INTERVAL = 20, 0.5

-- A network of a stack that was removed just now is still listed until its last task has ended, and cannot be joined.
-- It is then waited for, and made anew.
local function with_networks(run, key, body, send)
    local began = host.monotonic()
    while true do
        local ok, err = pcall(send, body)
        if ok then return end
        local is_stale = errors.is(err) and tostring(err.message):find("^network .* not found") ~= nil
        if not is_stale or host.monotonic() - began > PATIENCE then error(err, 0) end
        require("task").sleep(INTERVAL)
        run.networks = joinable(run.client)
        make_networks(run)
        local image = body.TaskTemplate.ContainerSpec.Image
        body = wanted(run, key)
        body.TaskTemplate.ContainerSpec.Image = image
    end
end

local function auth_of(run, body)
    if not run.o.with_registry_auth and not run.o.auth_config then return nil end
    return service_spec.auth(run.client, body.Labels[compose.IMAGE], run.o.auth_config)
end

local function update_service(run, attrs, body)
    local fields = { id = attrs.ID, ["X-Registry-Auth"] = auth_of(run, body) }
    cluster.update(function() return cluster.call(run.client, "ServiceInspect", { id = attrs.ID }) end,
        function(latest, version)
            -- Without this a redeployment would restart what was restarted by hand before.
            body.TaskTemplate.ForceUpdate = latest.Spec.TaskTemplate.ForceUpdate
            fields.version = version
            call(run, "ServiceUpdate", fields, body)
        end)
end

local function deploy_services(run)
    for _, key in ipairs(compose.keys(run.stack.services)) do
        local name = compose.scoped(run.stack, key)
        local attrs = run.services[name]
        local body, is_partial = wanted(run, key)
        choose_image(run, body, attrs and attrs.Spec)
        if not attrs then
            with_networks(run, key, body, function(latest)
                call(run, "ServiceCreate", { ["X-Registry-Auth"] = auth_of(run, latest) }, latest)
            end)
            note(run, "service", name, "created")
        else
            body.TaskTemplate.ForceUpdate = attrs.Spec.TaskTemplate.ForceUpdate
            if not is_partial and spec_compare.same(body, attrs.Spec) then
                note(run, "service", name, "unchanged")
            else
                with_networks(run, key, body, function(latest) update_service(run, attrs, latest) end)
                note(run, "service", name, "updated")
            end
        end
    end
end

-- ---- What is no longer named

local function prune(run, word, kept)
    local found = stack_objects.list(run.client, KIND[word], run.label)
    for _, name in ipairs(compose.keys(found)) do
        if not kept[name] then
            local ok, err = true, nil
            if not run.o.dry_run then ok, err = pcall(stack_objects.delete, run.client, KIND[word], found[name]) end
            if ok or errors.is(err, "not_found") then
                note(run, word, name, "removed")
            else
                run.stack.warnings[#run.stack.warnings + 1] = ("%s %s was not removed: %s"):format(word, name,
                    tostring(err.message or err))
            end
        end
    end
end

local function names_of(section)
    local names = {}
    for _, object in pairs(section) do names[object.real_name] = true end
    return names
end

local function prune_services(run)
    local kept = {}
    for key in pairs(run.stack.services) do kept[compose.scoped(run.stack, key)] = true end
    prune(run, "service", kept)
end

local function prune_objects(run)
    for _, word in ipairs { "secret", "config", "network" } do prune(run, word, names_of(run.stack[word .. "s"])) end
end

-- ---- The whole

-- Everything that can be wrong with the description is found here, before anything is sent.
local function check(run)
    local stack = run.stack
    if not next(stack.services) then
        errors.invalid("docker.stack.deploy: the description has no services",
            '{ services = { web = { image = "nginx" } } }')
    end
    local needs = {}
    for _, key in ipairs(compose.keys(stack.services)) do
        local who = ("docker.stack.deploy: services.%s"):format(key)
        local given, known = {}, options.index(service_options.service)
        for name, value in pairs(stack.services[key]) do
            if known[name] then given[name] = value end
        end
        spec.changes(who, service_options.service, given, needs)
    end
    run.network_bodies = network_bodies(stack)
    run.secret_bodies = object_bodies(stack, "secret")
    run.config_bodies = object_bodies(stack, "config")
    api_version.check(run.client, "docker.stack.deploy", needs)
end

local function has_new_objects(run)
    for _, change in ipairs(run.changes) do
        if change.action == "created" and (change.kind == "secret" or change.kind == "config") then return true end
    end
    return false
end

--- Deploys a stack. See `docker.stack.deploy`.
---@param client table
---@param name string
---@param description table|string
---@param given? table
---@return table changes
function M.run(client, name, description, given)
    local o = options.check("docker.stack.deploy", M.options, given)
    local folder
    if type(description) == "string" then
        description, folder = compose_file.read(description)
    elseif type(description) ~= "table" then
        errors.invalid(("docker.stack.deploy: expected a table or the path of a compose file, got %s"):format(
            options.quote(description)), '{ services = { web = { image = "nginx" } } }')
    end
    local run = { client = client, o = o, changes = {}, stack = compose.read(name, description, folder) }
    run.label = ("%s=%s"):format(compose.NAMESPACE, name)
    check(run)
    run.services = stack_objects.list(client, KIND.service, run.label)
    run.networks = joinable(client)
    check_external_networks(run)
    if o.prune then prune_services(run) end
    deploy_networks(run)
    deploy_objects(run, "secret")
    deploy_objects(run, "config")
    run.has_new = has_new_objects(run)
    deploy_services(run)
    if o.prune then prune_objects(run) end
    local changes = collection.list("stack_changes", run.changes)
    rawset(changes, "warnings", #run.stack.warnings > 0 and run.stack.warnings or nil)
    return changes
end

return M
