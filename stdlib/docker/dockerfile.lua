--- What a Dockerfile tells before it is sent: the images that it begins with, and whether it needs BuildKit.

local M = {}

-- The instructions, lines that go on joined, comments left out.
local function instructions(text)
    local list, pending = {}, ""
    for line in (text .. "\n"):gmatch("([^\n]*)\n") do
        line = line:gsub("\r$", "")
        if not line:find("^%s*#") then
            local goes_on = line:match("^(.*)\\%s*$")
            pending = pending .. (goes_on or line)
            if not goes_on then
                if pending:find("%S") then list[#list + 1] = pending end
                pending = ""
            end
        end
    end
    return list
end

--- The images that the build takes from registries.
---@param text string
---@return string[]? names nil when some are only known while it runs: `FROM $BASE`
function M.images(text)
    local names, stages = {}, {}
    for _, line in ipairs(instructions(text)) do
        local word, rest = line:match("^%s*(%a+)%s+(.*)$")
        local upper = word and word:upper()
        local name
        if upper == "FROM" then
            rest = rest:gsub("^%-%-%S+%s+", "")
            name = rest:match("^(%S+)")
            local stage = rest:match("%s[Aa][Ss]%s+(%S+)")
            if stage then stages[stage:lower()] = true end
        elseif upper == "COPY" then
            name = rest:match("%-%-from=(%S+)")
            if name and name:find("^%d+$") then name = nil end
        end
        if name then
            if name:find("$", 1, true) then return nil end
            if name ~= "scratch" and not stages[name:lower()] then names[#names + 1] = name end
        end
    end
    return names
end

--- What in it only BuildKit understands.
---@param text string
---@return string? feature
function M.needs_buildkit(text)
    if text:find("^%s*#%s*syntax%s*=") then return "a # syntax line" end
    for _, line in ipairs(instructions(text)) do
        local mount = line:match("^%s*[Rr][Uu][Nn]%s.-(%-%-mount=%S+)")
        if mount then return "RUN " .. mount end
        if line:find("^%s*[Rr][Uu][Nn]%s+<<") or line:find("^%s*[Cc][Oo][Pp][Yy]%s.*<<%-?[%a'\"]") then
            return "a here-document"
        end
    end
    return nil
end

--- What in it needs a session, which carries files and secrets from here while the build runs.
---@param text string
---@return string? feature
function M.needs_session(text)
    for _, line in ipairs(instructions(text)) do
        local kind = line:match("^%s*[Rr][Uu][Nn]%s.-%-%-mount=%S*type=(%a+)")
        if kind == "secret" or kind == "ssh" then return "RUN --mount=type=" .. kind end
    end
    return nil
end

return M
