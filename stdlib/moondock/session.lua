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

-- Writes what a stream has to say: texts as one string, objects as a list that grows as they come.
local function print_stream(stream, encode)
    local _ <close> = stream
    if stream:content() ~= "json" then
        local lines = {}
        if stream.read_all then return print(encode((stream:read_all()))) end
        for line in stream do lines[#lines + 1] = line .. "\n" end
        return print(encode(table.concat(lines)))
    end
    local before = "["
    for value in stream do
        io.write(before, encode(value))
        io.flush()
        before = ",\n"
    end
    print(before == "[" and "[]" or "]")
end

--- Prints results as one JSON text: one value as it is, none as null, several as an array; a stream to its end, objects
--- of it as a list that grows as they come.
---@param ... any
function M.print_json(...)
    local count = select("#", ...)
    local value, second, third, closing = ...
    local shows = host.terminal().stdout
    local function encode(what)
        local encoded = host.json_encode(what, shows)
        return shows and require("text").clean(encoded) or encoded
    end
    -- A stream comes with what the generic for needs to close it.
    local is_alone = count == 1 or count == 4 and second == nil and third == nil and rawequal(value, closing)
    if is_alone and require("display").is_stream(value) then return print_stream(value, encode) end
    if count > 1 then value = host.array { ... } end
    print(encode(value))
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
