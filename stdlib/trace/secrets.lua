--- Hides secrets in what is shown and recorded of requests and replies. Everything else stays as it is, byte by byte.
---
--- Hidden are: credentials of registries and what they give, join tokens and unlock keys of swarms, the data of
--- secrets, what stands before the host in a URL, and values whose name looks like a secret's, in environments, build
--- arguments, labels and options.

local M = {}

--- What stands in place of a secret.
M.hidden = "***"

local WORDS = { "password", "passwd", "passphrase", "secret", "token", "apikey", "api_key", "private_key", "privatekey",
    "credential", "access_key", "accesskey", "unlockkey", "auth" }

-- Names that hold such a word and are no secrets.
local HARMLESS = { secretname = true, secretid = true, secrets = true, author = true, authors = true,
    authorizationplugins = true, serveraddress = true, authority = true }

--- Tells whether a name looks like that of a secret.
---@param name string
---@return boolean
function M.is_secret(name)
    local lower = name:lower():gsub("-", "_")
    if HARMLESS[lower] then return false end
    for _, word in ipairs(WORDS) do
        if word == "auth" then
            if lower == "auth" then return true end
        elseif lower:find(word, 1, true) then
            return true
        end
    end
    return false
end

-- The position of the quote that ends the string beginning at `start`.
local function end_of_string(text, start)
    local position = start + 1
    while true do
        local found = text:find('["\\]', position)
        if not found then return nil end
        if text:byte(found) == 34 then return found end
        position = found + 2
    end
end

-- Where the authority of a URL ends that begins at `from`: an escaped character of JSON is part of it.
local function end_of_authority(text, from)
    while true do
        local found = text:find('[/%s"\\?#]', from)
        if not found then return #text + 1 end
        if not text:find("^\\u%x%x%x%x", found) then return found end
        from = found + 6
    end
end

-- Who a URL logs in as: a password is hidden, and what stands alone in one of the web is a token. `git@` of ssh is none.
local function hide_login(text)
    if not text:find("@", 1, true) then return text end
    local parts, from, position = {}, 1, 1
    while true do
        local colon, slashes = text:find(":\\?/\\?/", position)
        if not colon then break end
        local stop = end_of_authority(text, slashes + 1)
        local login = text:sub(slashes + 1, stop - 1):match "^(.*)@"
        local name = login and login:match "^([^:]*):"
        -- The scheme may follow on something else, such as an escape.
        local is_web = text:sub(math.max(colon - 5, 1), colon - 1):lower():find "https?$" ~= nil
        if login and (name or is_web) then
            parts[#parts + 1] = text:sub(from, slashes) .. (name and name .. ":" or "") .. M.hidden
            from = slashes + 1 + #login
        end
        position = math.max(stop, slashes + 1)
    end
    parts[#parts + 1] = text:sub(from)
    return table.concat(parts)
end

local function is_base64_of_nothing(value) return value == "" or value == "e30=" end

--- Hides the secrets in a JSON text, or in several that follow each other.
---@param text string
---@param operation? string its id: the data of a secret is one only there
---@return string
function M.json(text, operation)
    local is_data = operation == "SecretCreate" or operation == "SecretUpdate"
    local parts, from, position, key = {}, 1, 1, nil
    while true do
        local start = text:find('"', position, true)
        if not start then break end
        local stop = end_of_string(text, start)
        if not stop then break end
        local value = text:sub(start + 1, stop - 1)
        local after = text:match("^%s*:()", stop + 1)
        if after then
            key = value
            position = after
            -- Only a string that follows at once is the key's value.
            if not text:find('^%s*"', after) then key = nil end
        else
            local shown
            local name, rest = value:match("^([%w_.-]+)=(.*)$")
            if key and (M.is_secret(key) or is_data and key == "Data") then
                shown = not is_base64_of_nothing(value) and M.hidden or nil
            elseif name and rest ~= "" and M.is_secret(name) then
                shown = ("%s=%s"):format(name, M.hidden)
            else
                shown = hide_login(value)
                if shown:find("SWM", 1, true) then
                    shown = shown:gsub("SWMTKN%-[%w%-]+", M.hidden):gsub("SWMKEY%-[^%s\\\"]+", M.hidden)
                end
            end
            if shown and shown ~= value then
                parts[#parts + 1] = text:sub(from, start) .. shown
                from = stop
            end
            key = nil
            position = stop + 1
        end
    end
    if from == 1 then return text end
    parts[#parts + 1] = text:sub(from)
    return table.concat(parts)
end

local function decode(s)
    return (s:gsub("+", " "):gsub("%%(%x%x)", function(hex) return string.char(tonumber(hex, 16)) end))
end

local function encode(s)
    return (s:gsub("[^%w%-._~]", function(c) return ("%%%02X"):format(c:byte()) end))
end

--- Hides the secrets in a request's target.
---@param target string
---@return string
function M.target(target)
    local path, query = target:match("^([^?]*)%?(.*)$")
    if not query then return target end
    local parts = {}
    for part in query:gmatch("[^&]+") do
        local name, value = part:match("^([^=]*)=(.*)$")
        if name then
            local plain = decode(value)
            local masked = plain
            if plain:find("^[{%[]") then masked = M.json(plain) end
            masked = hide_login(masked)
            if M.is_secret(decode(name)) then masked = M.hidden end
            if masked ~= plain then part = ("%s=%s"):format(name, encode(masked)) end
        end
        parts[#parts + 1] = part
    end
    return ("%s?%s"):format(path, table.concat(parts, "&"))
end

--- Percent-decoding, as of a part of a query.
M.decode = decode

return M
