-- Tar archives as strings, small ones.
--
--     tar.pack { { "Dockerfile", "FROM busybox" }, { "bin/sh", link = "busybox" }, { "empty/" } }
--     tar.first(bytes)     --> the contents of the first file in an archive

local M = {}

local block = 512

local function field(text, width) return text .. ("\0"):rep(width - #text) end

local function header(name, size, mode, kind, link)
    local before = field(name, 100) .. ("%07o\0%07o\0%07o\0%011o\0%011o\0"):format(mode, 0, 0, size, 0)
    local after = kind .. field(link, 100) .. "ustar\00000" .. ("\0"):rep(247)
    local sum = 8 * 32 -- the sum is taken with blanks in its own place
    for _, part in ipairs { before, after } do
        for i = 1, #part do sum = sum + part:byte(i) end
    end
    return field(("%s%06o\0 %s"):format(before, sum, after), block)
end

--- Packs `{name, contents}`, `{name, link = target}` and `{folder/}`.
function M.pack(entries)
    local parts = {}
    for _, entry in ipairs(entries) do
        local name, contents = entry[1], entry[2] or ""
        local kind = entry.link and "2" or name:sub(-1) == "/" and "5" or "0"
        parts[#parts + 1] = header(name, #contents, 493, kind, entry.link or "")
        parts[#parts + 1] = contents .. ("\0"):rep(-#contents % block)
    end
    parts[#parts + 1] = ("\0"):rep(2 * block)
    return table.concat(parts)
end

--- The name and the contents of the first file in an archive.
function M.first(bytes)
    local name = bytes:match("^[^\0]+")
    local size = tonumber(bytes:sub(125, 135), 8)
    return name, bytes:sub(block + 1, block + size)
end

return M
