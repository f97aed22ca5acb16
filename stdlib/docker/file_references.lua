--- How a service refers to secrets and configs, which its tasks find as files.
---
---     secrets = { "password", { secret = "key", filename = "tls.key", uid = "1000", mode = "0400" } }
---     configs = { { config = "site.conf", filename = "/etc/site.conf" } }
---
--- The engine wants ids: names are looked up, all with one request.

local host = require "moondock.host"
local errors = require "moondock.errors"
local cluster = require "docker.cluster"
local model = require "docker.model"
local nearest = require "nearest"
local options = require "options"

local M = {}

local KINDS = {
    secrets = { word = "secret", list = "SecretList", id = "SecretID", name = "SecretName" },
    configs = { word = "config", list = "ConfigList", id = "ConfigID", name = "ConfigName" },
}

local function schema_of(kind)
    return {
        { name = kind.word, type = "any", alias = "source", doc = "name, id or object" },
        { name = kind.word .. "_id", type = "string" },
        { name = kind.word .. "_name", type = "string" },
        { name = "filename", type = "string", alias = "target", doc = "default: the name" },
        { name = "uid", type = "string|integer", default = "0" },
        { name = "gid", type = "string|integer", default = "0" },
        { name = "mode", type = "integer|string", default = 292, doc = 'a string is octal: "0440"' },
    }
end

for _, kind in pairs(KINDS) do kind.schema = schema_of(kind) end

local function mode_of(value, what)
    if type(value) == "number" then return value end
    local digits = value:match("^0?o?([0-7]+)$")
    if not digits then
        errors.invalid(("%s: mode: expected octal digits such as \"0440\", got %s"):format(what, options.quote(value)))
    end
    return tonumber(digits, 8)
end

-- What one entry asks for: who is meant, and the file.
local function read(kind, option, item)
    local what = ("option '%s'"):format(option)
    if type(item) ~= "table" or rawget(item, "id") then item = { [kind.word] = item } end
    if item[kind.id] then return { raw = item } end
    local o = options.check(what, kind.schema, item)
    local id, name = o[kind.word .. "_id"], o[kind.word .. "_name"]
    local wanted = o[kind.word]
    if wanted == nil and not id and not name then
        errors.invalid(("%s: which %s?"):format(what, kind.word), ('{ "name" } or { { %s = "name" } }'):format(kind.word))
    end
    return {
        id = id, name = name, wanted = wanted ~= nil and model.id_of(wanted, what) or name or id,
        filename = o.filename, uid = tostring(o.uid), gid = tostring(o.gid), mode = mode_of(o.mode, what),
    }
end

local function known(client, kind)
    local by_name, by_id, names = {}, {}, {}
    for _, attrs in ipairs(cluster.call(client, kind.list, {})) do
        by_name[attrs.Spec.Name], by_id[attrs.ID] = attrs, attrs
        names[#names + 1] = attrs.Spec.Name
    end
    return by_name, by_id, names
end

--- Makes the engine's references.
---@param client table
---@param option string "secrets" or "configs"
---@param value table
---@return table[]
function M.resolve(client, option, value)
    local kind = KINDS[option]
    local entries, list, by_name, by_id, names = {}, host.array {}, nil, nil, nil
    for i, item in ipairs(value) do
        local entry = read(kind, option, item)
        entries[i] = entry
        if not entry.raw and not (entry.id and entry.name) and not by_name then
            by_name, by_id, names = known(client, kind)
        end
    end
    for i, entry in ipairs(entries) do
        if entry.raw then
            list[i] = entry.raw
        else
            local id, name = entry.id, entry.name
            if not (id and name) then
                local attrs = by_name[entry.wanted] or by_id[entry.wanted]
                if not attrs then
                    errors.raise {
                        kind = "not_found",
                        message = ("option '%s': no %s %s"):format(option, kind.word, options.quote(entry.wanted)),
                        hint = nearest.hint(nearest.find(entry.wanted, names)),
                    }
                end
                id, name = attrs.ID, attrs.Spec.Name
            end
            list[i] = {
                [kind.id] = id,
                [kind.name] = name,
                File = { Name = entry.filename or name, UID = entry.uid, GID = entry.gid, Mode = entry.mode },
            }
        end
    end
    return list
end

return M
