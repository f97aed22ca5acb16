--- Settings of the shell, kept in `$XDG_CONFIG_HOME/moondock/config.json` (or `~/.config/moondock/config.json`).
---
---     config.set("hints", false)
---     config.set("production", { "prod", "tcp://10.0.0.5:2376" })
---     config.get("production")
---     config.reset("hints")
---
--- A setting that cannot be written, such as a function for `prompt`, holds for the session.

local host = require "moondock.host"
local errors = require "moondock.errors"
local nearest = require "nearest"
local options = require "options"

local M = {}

--- Every setting: name, type, default and what it is for.
M.settings = {
    { name = "prompt", type = "string|function", doc = "a text, or a function that makes it; colours as ESC [ … m" },
    { name = "hints", type = "boolean", default = true, doc = "dim hints behind the cursor" },
    { name = "menu_rows", type = "integer", default = 8, doc = "rows of the completion menu" },
    { name = "production", type = "strings", default = {},
        doc = "contexts and addresses where destroying calls ask first" },
    { name = "editor", type = "string", doc = "the editor for .edit; default: $VISUAL, $EDITOR" },
    { name = "pager", type = "boolean|string",
        doc = "what shows results longer than the screen; default: $PAGER, else less; false: nothing" },
}

local index = options.index(M.settings)
local values, session

--- Says where the settings are kept.
---
---     print(config.path())
---@return string? path nil without a home, and in the sandbox, where settings have their defaults
function M.path()
    if (host.options or {}).sandbox then return nil end
    local folder, home = os.getenv("XDG_CONFIG_HOME"), os.getenv("HOME")
    if folder and folder:sub(1, 1) == "/" then return folder .. "/moondock/config.json" end
    return home and home:sub(1, 1) == "/" and home .. "/.config/moondock/config.json" or nil
end

local function setting(name)
    local found = type(name) == "string" and index[name]
    if found then return found end
    errors.invalid(("no setting %s"):format(options.quote(name)),
        nearest.hint(nearest.key(name, index)) or "config.list() shows them")
end

-- What the file says; a file that cannot be read is told about once, and then left as it is.
local function load()
    if values then return end
    values, session = {}, {}
    local path = M.path()
    local file = path and io.open(path, "rb")
    if not file then return end
    local content = file:read("a") or ""
    file:close()
    local ok, read = pcall(host.json_decode, content)
    if not ok or type(read) ~= "table" then
        M.broken = path
        host.write_error(("moondock: %s is not JSON and is not used\n"):format(path))
        return
    end
    for name, value in pairs(read) do values[name] = value end
end

--- Reads a setting.
---
---     config.get("prompt")
---@param name string
---@return any value its default when it is not set
function M.get(name)
    local found = setting(name)
    load()
    local value = session[name]
    if value == nil then value = values[name] end
    if value == nil then return found.default end
    -- The file may have been written by hand.
    local ok, checked = pcall(options.check, "config", { found }, { [name] = value })
    if ok then return checked[name] end
    return found.default
end

-- In the sandbox a setting holds for the session, when it is one that Lua itself uses.
local function keeps_in_sandbox()
    if not (host.options or {}).sandbox then return true end
    errors.raise {
        kind = "sandbox",
        message = "settings are not written down in the sandbox",
        hint = "a function for prompt holds for the session",
    }
end

local function write()
    local path = M.path()
    if not path then errors.invalid("no place for settings: neither XDG_CONFIG_HOME nor HOME is set") end
    if M.broken then
        errors.invalid(("%s is not JSON; nothing was changed"):format(path), "mend it or remove it")
    end
    host.write_file(path, host.json_encode(values, true) .. "\n")
end

--- Changes a setting and writes it down.
---
---     config.set("menu_rows", 12)
---@param name string
---@param value any
function M.set(name, value)
    local found = setting(name)
    if value == nil then return M.reset(name) end
    local checked = options.check("config.set", { found }, { [name] = value })[name]
    load()
    if type(checked) == "function" then
        session[name] = checked
        return
    end
    keeps_in_sandbox()
    session[name], values[name] = nil, checked
    write()
end

--- Brings the default of a setting back.
---
---     config.reset("prompt")
---@param name string
function M.reset(name)
    setting(name)
    load()
    session[name] = nil
    if values[name] == nil then return end
    values[name] = nil
    write()
end

--- Lists all settings with their values.
---
---     config.list()
---@return table<string, any>
function M.list()
    local all = {}
    for _, found in ipairs(M.settings) do all[found.name] = M.get(found.name) end
    return all
end

return setmetatable(M, {
    __name = "config",
    __tostring = function() return "config" end,
    -- The settings, when the shell is asked for them.
    __display = function()
        local rows = {}
        for i, found in ipairs(M.settings) do
            local value = M.get(found.name)
            rows[i] = { found.name, value ~= nil and require("inspect").inspect(value) or "", found.doc }
        end
        return require("tabulate").render({ "SETTING", "VALUE", "WHAT IT IS FOR" }, rows, { keep = { 1, 2 } })
            .. '\nconfig.set("hints", false) changes one'
    end,
})
