--- The keys that leave a container's terminal while its process goes on, as the docker command writes them:
--- `"ctrl-p,ctrl-q"`, `"ctrl-x"`, `"a,b"`.

local host = require "moondock.host"
local errors = require "moondock.errors"
local options = require "options"

local M = {}

--- The keys where nobody says otherwise.
M.default = "ctrl-p,ctrl-q"

--- The keys of checked options, else, where somebody types, those that the docker command's config.json sets.
---@param o {detach_keys: string?, stdin: boolean?}
---@return string? keys nil: the engine's own, which are the default
function M.of(o)
    return o.detach_keys or o.stdin and host.config_settings().detachKeys or nil
end

local function byte_of(key, whole)
    local letter = key:match "^ctrl%-([a-z@%[\\%]%^_])$"
    if letter then return string.char(letter:upper():byte() - 64) end
    if #key == 1 then return key end
    errors.invalid(("option 'detach_keys': cannot read %s in %s"):format(options.quote(key), options.quote(whole)),
        'keys are letters or ctrl-LETTER, with commas between: "ctrl-p,ctrl-q"')
end

--- Turns the keys into the bytes that a terminal sends for them.
---@param keys string
---@return string bytes empty: nothing detaches
function M.parse(keys)
    local bytes = {}
    if keys == "" then return "" end
    for key in (keys .. ","):gmatch("([^,]*),") do bytes[#bytes + 1] = byte_of(key, keys) end
    return table.concat(bytes)
end

--- Makes what looks for the keys in what is typed. Bytes that may be the beginning of them are held back until the next.
---
---     local look = detach_keys.matcher "ctrl-p,ctrl-q"
---     local pass_on, left = look(typed)
---@param keys string
---@return fun(typed: string): string, boolean
function M.matcher(keys)
    local wanted = M.parse(keys)
    local held = 0
    return function(typed)
        if wanted == "" then return typed, false end
        local out = {}
        for i = 1, #typed do
            local key = typed:sub(i, i)
            if key == wanted:sub(held + 1, held + 1) then
                held = held + 1
                if held == #wanted then return table.concat(out), true end
            else
                -- What was held back was typed after all; this key may begin the keys anew.
                out[#out + 1] = wanted:sub(1, held)
                held = key == wanted:sub(1, 1) and 1 or 0
                if held == 0 then
                    out[#out + 1] = key
                elseif #wanted == 1 then
                    return table.concat(out), true
                end
            end
        end
        return table.concat(out), false
    end
end

return M
