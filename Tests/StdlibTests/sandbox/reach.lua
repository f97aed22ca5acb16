-- A module of the library that walks what user code has: every module that it may require, and the globals, by fields, keys
-- and the metatables that it gets. Prints REACHED for what only the library is to have.

local host = require "moondock.host"

local user, forbidden = _G, {}

local function forbid(value, name)
    local kind = type(value)
    if kind == "table" or kind == "function" then forbidden[value] = name end
end

for name, value in pairs(host) do forbid(value, "host." .. name) end
forbid(host, "host")
forbid(_ENV, "the environment of the library")
for _, name in ipairs { "string", "table", "math", "utf8", "coroutine", "debug", "package" } do
    forbid(_ENV[name], "the library's " .. name)
end
for _, name in ipairs { "require", "getmetatable" } do forbid(_ENV[name], "the library's " .. name) end
for _, name in ipairs { "getinfo", "getlocal", "getupvalue", "getmetatable" } do
    forbid(debug[name], "debug." .. name)
end
forbid(package.loaded, "package.loaded")
for name, module in pairs(package.loaded) do
    if name:find "^moondock%." then forbid(module, name) end
end
forbid(getmetatable "", "the metatable of strings")
forbid(getmetatable(host.array {}), "the mark of arrays")

local seen, count = {}, 0

local function walk(value, path)
    local kind = type(value)
    if kind ~= "table" and kind ~= "function" and kind ~= "userdata" then return end
    if forbidden[value] then return print("REACHED", forbidden[value], path) end
    if seen[value] then return end
    seen[value] = true
    count = count + 1
    if kind == "table" then
        for key, field in next, value do
            walk(key, path .. ".<key>")
            walk(field, path .. "." .. tostring(key))
        end
    end
    walk(user.getmetatable(value), path .. ".<metatable>")
end

for _, path in ipairs(host.library_files()) do
    local name = path:gsub("%.lua$", ""):gsub("/init$", ""):gsub("/", ".")
    if name ~= "probe" and not name:find "^moondock%." then walk(user.require(name), name) end
end
walk(user, "_G")
walk(user.getmetatable "", "<strings>")
walk(select(2, pcall(docker.connect, 1)), "<error>")
walk(require("docker.engine").handle(docker), "<handle>")
walk(task.spawn(function() end), "<task>")
walk(json.decode "[]", "<array>")
print("walked", count)
