--- Looks into Dockerfiles: just so far as is needed to send a build the way it should go.
---
---     dockerfile.images("FROM alpine:3 AS build\nFROM build\nCOPY --from=busybox /bin/sh /")  --> { "alpine:3", "busybox" }
---     dockerfile.needs_buildkit("FROM a\nRUN --mount=type=cache,target=/c make").what         --> "RUN --mount"

local M = {}

local function lines_of(text)
    local lines = {}
    text = text:gsub("^\xef\xbb\xbf", "")
    for line in (text .. "\n"):gmatch("([^\n]*)\n") do lines[#lines + 1] = (line:gsub("\r$", "")) end
    return lines
end

-- The directives are comments above everything else: `# syntax=docker/dockerfile:1`.
local function directives(lines)
    local found, first = {}, 1
    for i, line in ipairs(lines) do
        local name, value = line:match("^%s*#%s*(%a+)%s*=%s*(.-)%s*$")
        if not name or found[name:lower()] then break end
        found[name:lower()], first = value, i + 1
    end
    return found, first
end

local HEREDOC = { RUN = true, COPY = true, ADD = true }

-- Where a heredoc that begins in an instruction ends; nil when no line ends it, so that it is none.
local function end_of_heredoc(lines, from, words)
    local last = from
    local found = false
    for space, dash, quote, name in (" " .. words):gmatch("([%s%d])<<(%-?)([\"']?)([%a_][%w_]*)") do
        local stop
        for i = last + 1, #lines do
            local line = dash == "-" and lines[i]:gsub("^\t+", "") or lines[i]
            if line == name then
                stop = i
                break
            end
        end
        if not stop then return nil end
        last, found = stop, space and quote and true
    end
    return found and last or nil
end

--- Reads the instructions.
---@param text string
---@return {name: string, words: string, line: integer, heredoc: boolean}[] instructions name: in upper case
---@return table<string, string> directives syntax, escape, check
function M.read(text)
    local lines = lines_of(text)
    local settings, i = directives(lines)
    local continued = settings.escape == "`" and "^(.*)`%s*$" or "^(.*)\\%s*$"
    local list = {}
    while i <= #lines do
        local start, parts = i, {}
        while i <= #lines do
            local line = lines[i]
            local is_comment = line:find("^%s*#") or (#parts > 0 and line:find("^%s*$"))
            local before = line:match(continued)
            if not is_comment then parts[#parts + 1] = before or line end
            if not before and not (is_comment and #parts > 0) then break end
            i = i + 1
        end
        local name, words = table.concat(parts):match("^%s*(%a+)%s*(.*)$")
        if name then
            name = name:upper()
            local stop = HEREDOC[name] and end_of_heredoc(lines, i, words)
            list[#list + 1] = { name = name, words = words, line = start, heredoc = stop ~= nil and stop ~= false }
            i = stop or i
        end
        i = i + 1
    end
    return list, settings
end

local function flags(words)
    local found = {}
    while true do
        local name, value, rest = words:match("^%-%-([%a-]+)=?(%S*)%s*(.*)$")
        if not name then return found, words end
        found[#found + 1] = { name = name, value = value }
        words = rest
    end
end

--- Tells which images a build begins with or copies from, for the credentials that it needs.
---@param text string
---@return string[]? images nil when a variable decides
function M.images(text)
    local stages, seen, images = {}, {}, {}
    local function add(name)
        if stages[name:lower()] or name == "scratch" or name:find("^%d+$") or seen[name] then return true end
        if name:find("$", 1, true) then return false end
        seen[name] = true
        images[#images + 1] = name
        return true
    end
    local list, settings = M.read(text)
    if settings.syntax and not add(settings.syntax) then return nil end
    for _, instruction in ipairs(list) do
        local given, rest = flags(instruction.words)
        if instruction.name == "FROM" then
            local name = rest:match("^(%S+)")
            if name and not add(name) then return nil end
            local stage = rest:match("^%S+%s+[aA][sS]%s+(%S+)")
            if stage then stages[stage:lower()] = true end
        else
            for _, flag in ipairs(given) do
                local from = flag.name == "from" and flag.value
                    or flag.name == "mount" and (","..flag.value):match(",from=([^,]*)")
                if from and from ~= "" and not add(from) then return nil end
            end
        end
    end
    return images
end

-- Flags that the classic builder refuses, or does not know.
local NEWER = {
    RUN = { mount = true, network = true, security = true, device = true },
    COPY = { link = true, chmod = true, parents = true, exclude = true },
    ADD = { link = true, chmod = true, checksum = true, exclude = true },
}

--- Finds the first thing that only BuildKit can build. The classic builder would fail there after all steps before it, or,
--- with a heredoc, build something else.
---@param text string
---@return {what: string, line: integer, words: string, session: string?}? found session: the kind of mount that also
--- needs a session with the client
function M.needs_buildkit(text)
    for _, instruction in ipairs((M.read(text))) do
        for _, flag in ipairs(flags(instruction.words)) do
            local known = NEWER[instruction.name]
            if known and known[flag.name] then
                local kind = flag.name == "mount" and ("," .. flag.value):match(",type=([^,]*)")
                return {
                    what = ("%s --%s"):format(instruction.name, flag.name),
                    line = instruction.line,
                    words = instruction.words,
                    session = (kind == "secret" or kind == "ssh") and kind or nil,
                }
            end
        end
        if instruction.heredoc then
            return { what = "a heredoc", line = instruction.line, words = instruction.words }
        end
    end
    return nil
end

return M
