--- What the streams of containers can do beyond reading: methods added to every stream of the host.
---
---     local s = c:exec_run("sh", { stdin = true, socket = true })
---     s:write("ls -la\n")
---     print(s:read_line())
---     s:write("exit\n")
---     print(s:exit_code())

local host = require "moondock.host"
local errors = require "moondock.errors"
local nearest = require "nearest"

---@class Stream
---@field id string? of the exec that the stream belongs to
---@field next_line fun(self: Stream): string?, string? the next line and where it came from; nil at the end
---@field read fun(self: Stream): string?, string? what has arrived, as it came
---@field read_all fun(self: Stream): string, string, string everything; stdout alone; stderr alone. What a terminal shows
--- is all stdout
---@field next_value fun(self: Stream): table? the next JSON value
---@field write fun(self: Stream, bytes: string)
---@field close_write fun(self: Stream) ends the input; output goes on
---@field close fun(self: Stream) quiet when repeated
---@field is_closed fun(self: Stream): boolean whether it was closed
---@field content fun(self: Stream): string what it carries: "frames", "raw", "json" or "bytes"
local methods = host.stream_methods

local M = {}

--- Reads the next line, without its newline.
---
---     c:exec_run("ls /", { socket = true }):read_line()
---@return string? line nil at the end
---@return string? source "stdout" or "stderr"; on a terminal all is "stdout"
function methods:read_line()
    return self:next_line()
end

--- Iterates over lines; leaving the loop closes the stream.
---
---     for line in c:exec_run("ls /", { socket = true }):lines() do print(line) end
function methods:lines()
    return self.next_line, self, nil, self
end

--- Waits until the command or container ends. Output that nobody reads can keep it from ending: read it first.
---
---     local s = c:exec_run({ "sh", "-c", "exit 3" }, { socket = true })
---     print(s:exit_code())     --> 3
---@return integer code
function methods:exit_code()
    local code = self.known_exit_code
    if code then return code end
    local ask = self.ask_exit_code
    if not ask then
        errors.invalid("this stream has no exit code: only those of run, attach and exec_run have")
    end
    code = ask()
    self.known_exit_code = code
    return code
end

--- Tells the terminal of the command or container its size.
---
---     local s = c:exec_run("sh", { socket = true, stdin = true, tty = true })
---     s:resize(40, 120)
---@param height integer
---@param width integer
function methods:resize(height, width)
    local resize = self.ask_resize
    if not resize then errors.invalid("this stream has no terminal to resize") end
    resize(height, width)
end

--- Gives a stream the means to answer `exit_code` and `resize`.
---@param stream Stream
---@param exit_code? fun(): integer
---@param resize? fun(height: integer, width: integer)
---@return Stream
function M.equip(stream, exit_code, resize)
    stream.ask_exit_code = exit_code
    stream.ask_resize = resize
    return stream
end

-- What people ask of a stream who take it for the text that it carries.
local OF_TEXT = { [".."] = true, decode = true, splitlines = true, strip = true, split = true, output = true }
for name in pairs(string) do OF_TEXT[name] = true end

-- A name that a stream does not have; nil where nobody can tell what was meant.
setmetatable(methods, {
    __index = function(_, name)
        if OF_TEXT[name] then
            errors.raise {
                kind = "lua",
                message = name == ".." and "a stream is no string" or ("no '%s' in a stream"):format(name),
                hint = "s:read_all() gives all of it as a string, for line in s do … end line by line",
            }
        end
        local found = nearest.key(name, methods)
        if found then
            errors.raise {
                kind = "lua",
                message = ("no '%s' in a stream"):format(tostring(name)),
                hint = nearest.hint(found),
            }
        end
    end,
})

--- What a function returns so that `for line, source in f() do` works and closes the stream when it is left.
---@param stream Stream
function M.iterable(stream)
    return stream, nil, nil, stream
end

return M
