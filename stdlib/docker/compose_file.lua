--- Compose files on disk. A file may be JSON, as every compose file in JSON is one in YAML too; `${NAME}` in its values
--- stands for a variable of the environment, as in the docker command:
---
---     ${NAME}  $NAME  ${NAME:-when unset or empty}  ${NAME-when unset}  ${NAME:?message}  ${NAME?message}  $$

local host = require "moondock.host"
local errors = require "moondock.errors"

local M = {}

local function fail(where, name, message)
    errors.invalid(("%s: the variable %s is not set%s"):format(where, name,
        message ~= "" and ": " .. message or ""))
end

local function variable(where, body, environment)
    local name, mark, rest = body:match("^([%a_][%w_]*)(:?[-?]?)(.*)$")
    if not name or mark == "" and rest ~= "" or mark == ":" then
        errors.invalid(("%s: cannot read ${%s}"):format(where, body), "a $ that means itself is written $$")
    end
    local value = environment(name)
    local is_missing = value == nil or mark:sub(1, 1) == ":" and value == ""
    if not is_missing then return value end
    if mark:find("-", 1, true) then return rest end
    if mark:find("?", 1, true) then fail(where, name, rest) end
    return ""
end

--- Puts variables into a text.
---@param where string for messages
---@param text string
---@param environment fun(name: string): string?
---@return string
function M.expand(where, text, environment)
    local parts, position = {}, 1
    while true do
        local dollar = text:find("$", position, true)
        if not dollar then break end
        parts[#parts + 1] = text:sub(position, dollar - 1)
        local following = text:sub(dollar + 1, dollar + 1)
        if following == "$" then
            parts[#parts + 1], position = "$", dollar + 2
        elseif following == "{" then
            local finish = text:find("}", dollar, true)
            if not finish then errors.invalid(("%s: a ${ without its }"):format(where)) end
            parts[#parts + 1] = variable(where, text:sub(dollar + 2, finish - 1), environment)
            position = finish + 1
        else
            local name = text:match("^[%a_][%w_]*", dollar + 1)
            if not name then
                errors.invalid(("%s: a $ without a name"):format(where), "a $ that means itself is written $$")
            end
            parts[#parts + 1], position = variable(where, name, environment), dollar + 1 + #name
        end
    end
    parts[#parts + 1] = text:sub(position)
    return table.concat(parts)
end

-- A number or a truth value that came from a variable is meant as one.
local function typed(text)
    local number = math.tointeger(tonumber(text))
    if number and tostring(number) == text then return number end
    if text == "true" then return true end
    if text == "false" then return false end
    return text
end

-- Objects lose the keys whose value is null when they are decoded, but `networks: { front: null }` means something.
local NULL = "\0null"

local function keep_nulls(text)
    local parts, from, position = {}, 1, 1
    while true do
        local at = text:find('["n]', position)
        if not at then break end
        if text:sub(at, at) == '"' then
            local stop = text:find('["\\]', at + 1)
            while stop and text:sub(stop, stop) == "\\" do stop = text:find('["\\]', stop + 2) end
            position = (stop or #text) + 1
        elseif text:sub(at, at + 3) == "null" then
            parts[#parts + 1] = text:sub(from, at - 1) .. '"\\u0000null"'
            from, position = at + 4, at + 4
        else
            position = at + 1
        end
    end
    return table.concat(parts) .. text:sub(from)
end

local function expand_all(where, value, environment)
    if value == NULL then return host.null end
    if type(value) == "string" then
        if not value:find("$", 1, true) then return value end
        return typed(M.expand(where, value, environment))
    end
    if type(value) ~= "table" then return value end
    local made = host.is_array(value) and host.array {} or {}
    for key, item in pairs(value) do
        made[key] = expand_all(("%s.%s"):format(where, tostring(key)), item, environment)
    end
    return made
end

--- Reads a compose file.
---@param path string
---@return table value
---@return string folder of the file
function M.read(path)
    local file, problem = io.open(path, "rb")
    if not file then errors.raise { kind = "not_found", message = ("no compose file: %s"):format(problem) } end
    local text = file:read("a")
    file:close()
    if not text then errors.invalid(("%s cannot be read as a file"):format(path)) end
    if not text:find("^%s*{") then
        errors.invalid(("%s is not JSON; moondock reads compose files as JSON or takes a Lua table"):format(path),
            ("docker compose -f %s config --format json > stack.json, or yq -o json, turns YAML into JSON"):format(path))
    end
    local ok, value = pcall(host.json_decode, keep_nulls(text))
    if not ok then
        errors.invalid(("%s: %s"):format(path, errors.is(value) and value.message or tostring(value)))
    end
    return expand_all("compose file", value, os.getenv), path:match("^(.*)/[^/]*$") or ""
end

return M
