--- What the program does around a user's code: `arg`, modules of the command line, results as JSON, the end of a run.

local host = require "moondock.host"

local M = {}

--- Prepares the globals, sets `arg`, and lets a script load modules that lie beside it.
---@param script string "" for none
---@param ... string the script's arguments
function M.begin(script, ...)
    host.options = host.session()
    require "prelude"
    local arg = { ... }
    if script ~= "" then arg[0] = script end
    rawset(_G, "arg", arg)
    local wanted = host.teaching()
    if wanted then require("moondock.teaching").begin(wanted) end
    local folder = script:match("^(.*)/[^/]*$")
    if folder then package.path = ("%s/?.lua;%s/?/init.lua;%s"):format(folder, folder, package.path) end
end

--- Loads a module into a global of its name, as `lua -l` does.
---@param name string
function M.require_global(name)
    rawset(_G, (name:match("[^.]+$")), require(name))
end

-- A stream as a value: its JSON texts as a list, or all that it has to say.
local function drained(stream)
    if stream:content() ~= "json" then return (stream:read_all()) end
    local list = host.array {}
    for value in stream do list[#list + 1] = value end
    return list
end

--- Prints results as one JSON text: one value as it is, none as null, several as an array, a stream once it has ended.
---@param ... any
function M.print_json(...)
    local count = select("#", ...)
    local value, _, _, closing = ...
    if type(value) == "userdata" and value == closing then
        value, count = drained(value), 1
    elseif count > 1 then
        value = host.array { ... }
    end
    local shows = host.terminal().stdout
    local encoded = host.json_encode(value, shows)
    print(shows and require("text").clean(encoded) or encoded)
end

--- Tells of failed tasks that nobody waited for.
function M.finish()
    local task = package.loaded.task
    if task then task.finish() end
    local teaching = package.loaded["moondock.teaching"]
    if teaching then teaching.finish() end
    if package.loaded.trace then require("trace").finish() end
end

return M
