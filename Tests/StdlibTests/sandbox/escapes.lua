-- Ways out of a Lua sandbox, each as a function that calls `won` where it succeeds.
--
--     moondock escapes.lua            lists them: "open NAME" or "closed NAME"
--     moondock escapes.lua 7 FOLDER   tries one, and prints ESCAPED where it succeeds
--
-- What is written is written to that folder. The tests run it with a home there and an engine that is not there, because
-- out of the sandbox an escape does what it says.
--
-- "open" ones succeed outside the sandbox, which shows that they do what they say. The others are closed there too, by
-- Lua or by moondock, and are to stay closed.

local scratch = arg[2]

local function won() print "ESCAPED" end

-- Won when a text is what /etc/passwd holds.
local function secret(text)
    if type(text) == "string" and text:find("root:", 1, true) then won() end
end

-- Won when an error of a parser quotes /etc/passwd by its first line.
local function quoted(err)
    if tostring(err):find("passwd:1:", 1, true) then won() end
end

-- Won unless the call is refused because of the sandbox.
local function tried(f, ...)
    local ok, err = pcall(f, ...)
    if ok or type(err) ~= "table" or err.kind ~= "sandbox" then won() end
end

-- What string.dump(function() end, true) gives, for a script that brings it along.
local BYTECODE = ("1b4c7561540019930d0a1a0a040808785600000000000000000000002877400080818100000281470001008080808080" ..
    "8080"):gsub("%x%x", function(pair) return string.char(tonumber(pair, 16)) end)

-- Loads it by a function that gives it in so many pieces.
local function tried_bytecode(pieces)
    local size, position = #BYTECODE // pieces, 1
    local function read()
        local piece = BYTECODE:sub(position, position + size - 1)
        position = position + size
        return piece
    end
    if load(read, "x", "bt") then won() end
end

local escapes = {
    -- Files and the environment
    { "io.open reads a file", function() secret(io.open("/etc/passwd"):read("a")) end },
    { "io.lines reads a file by its name", function() for line in io.lines("/etc/passwd") do secret(line) end end },
    { "io.input opens a file by its name", function() io.input("/etc/passwd") secret(io.read("a")) end },
    { "io.output opens a file for writing", function() io.output(scratch .. "/out") won() end },
    { "io.tmpfile makes a file", function() if io.tmpfile():write("x") then won() end end },
    { "os.tmpname makes a file", function() if #os.tmpname() > 0 then won() end end },
    { "os.remove answers about a file", function() if select("#", os.remove("/no/such")) == 3 then won() end end },
    {
        "os.rename answers about a file",
        function()
            if select("#", os.rename("/no/such", "/x")) == 3 then won() end
        end,
    },
    { "dofile shows a line of a file in its error", function() quoted(select(2, pcall(dofile, "/etc/passwd"))) end },
    {
        "loadfile shows a line of a file in its error",
        function()
            local _, e = loadfile("/etc/passwd")
            if e:find("passwd:1:") then won() end
        end,
    },
    {
        "package.searchpath tells whether a file is there",
        function()
            if package.searchpath("passwd", "/etc/?") then won() end
        end,
    },
    {
        "require finds a file by package.path",
        function()
            package.path = "/etc/?"
            local _, e = pcall(require, "passwd")
            if tostring(e):find("passwd:1:", 1, true) then won() end
        end,
    },
    {
        "a kept copy of io is another one",
        function()
            local io = require "io"
            secret(io.open("/etc/passwd"):read("a"))
        end,
    },
    { "package.loaded.io is another one", function() secret(package.loaded.io.open("/etc/passwd"):read("a")) end },
    {
        "package.loaded._G holds dofile",
        function()
            quoted(select(2, pcall(package.loaded._G.dofile, "/etc/passwd")))
        end,
    },
    {
        "the methods of file handles open files",
        function()
            local open = getmetatable(io.stdout).__index.lines
            if open then won() end
        end,
    },
    {
        "load runs in the globals of the host",
        function()
            secret(load("return io.open('/etc/passwd'):read('a')")())
        end,
    },
    {
        "coroutines see other globals",
        function()
            secret(coroutine.wrap(function() return io.open("/etc/passwd"):read("a") end)())
        end,
    },
    {
        "tasks see other globals",
        function()
            secret(task.spawn(function() return io.open("/etc/passwd"):read("a") end):wait())
        end,
    },
    {
        "a chunk named as the library counts as the library",
        function()
            secret(load("return io.open('/etc/passwd'):read('a')", "@stdlib/docker/cp.lua")())
        end,
    },
    { "os.getenv reads the environment", function() if os.getenv("HOME") then won() end end },
    { "os.setlocale changes the process", function() if os.setlocale("C") then won() end end },

    -- Processes
    { "io.popen runs a command", function() secret(io.popen("cat /etc/passwd"):read("a")) end },
    { "os.execute runs a command", function() os.execute("printf ESC; printf APED") end },
    { "os.execute tells of a shell", function() if os.execute() then won() end end },
    { "require 'os' is another one", function() require("os").execute("printf ESC; printf APED") end },
    {
        "the pager runs a command", closed = true,
        function()
            require("config").set("pager", "sh -c 'echo ESC''APED' #")
            require("pager").page(("x\n"):rep(99))
        end,
    },

    -- Machine code and bytecode
    { "package.loadlib loads machine code", function() if package.loadlib("libc.so.6", "*") then won() end end },
    {
        "package.cpath finds machine code",
        function()
            package.cpath = "/lib/x86_64-linux-gnu/lib?.so.6"
            local _, e = pcall(require, "c")
            if tostring(e):find("luaopen_c") then won() end
        end,
    },
    {
        "a searcher loads machine code",
        function()
            package.cpath = "/lib/x86_64-linux-gnu/lib?.so.6"
            local _, e = pcall(package.searchers[4], "c")
            if tostring(e):find("luaopen_c") then won() end
        end,
    },
    { "string.dump makes bytecode", function() if string.dump(function() end) then won() end end },
    { "the method dump makes bytecode", function() local s = ("").dump if s(function() end) then won() end end },
    { "load takes bytecode made here", function() if load(string.dump(function() return 1 end)) then won() end end },
    { "load takes bytecode that the script brings along", function() if load(BYTECODE) then won() end end },
    { "load takes brought bytecode by mode b", function() if load(BYTECODE, "x", "b") then won() end end },
    { "load takes brought bytecode from a reader", function() tried_bytecode(1) end },
    { "load takes brought bytecode byte by byte", function() tried_bytecode(#BYTECODE) end },
    { "load takes bytecode by mode b", function() if load(string.dump(function() end), "x", "b") then won() end end },
    {
        "load takes bytecode from a reader",
        function()
            local parts = {string.dump(function() end)}
            if load(function() return table.remove(parts) end, "x", "bt") then won() end
        end,
    },
    {
        "load takes mode b for an empty chunk",
        function()
            local _, e = load("return 1", "x", "b")
            if e:find("attempt to load a text chunk") then won() end
        end,
    },

    -- The innards of Lua
    { "debug.getregistry gives the registry", function() if debug.getregistry() then won() end end },
    { "require 'debug' is another one", function() if require("debug").getregistry() then won() end end },
    {
        "debug.getupvalue reads upvalues",
        function()
            if debug.getupvalue(require("docker").connect, 1) then won() end
        end,
    },
    {
        "debug.setupvalue changes the library",
        function()
            if debug.setupvalue(require("docker").connect, 1, nil) then won() end
        end,
    },
    { "debug.getinfo gives functions on the stack", function() if debug.getinfo(1, "f").func then won() end end },
    { "debug.getlocal reads locals of callers", function() local x = 1 if debug.getlocal(1, x) then won() end end },
    { "debug.sethook removes the limits", function() debug.sethook() won() end },
    {
        "debug.setmetatable changes all numbers",
        function()
            debug.setmetatable(0, {__index = function() won() end})
            local _ = (1).x
        end,
    },
    {
        "debug.getmetatable passes __metatable",
        function()
            if type(debug.getmetatable(io.stdout)) == "table" then won() end
        end,
    },
    {
        "debug.upvaluejoin joins upvalues",
        function()
            local a, b = 1, 2
            debug.upvaluejoin(function() return a end, 1, function() return b end, 1)
            won()
        end,
    },
    { "debug.setuservalue changes handles", function() debug.setuservalue(io.stdout, {}) won() end },
    {
        "the metatable of strings is there to change",
        function()
            if type(getmetatable("")) == "table" then won() end
        end,
    },
    {
        "the metatable of file handles is there to change",
        function()
            getmetatable(io.stdout).__tostring = function() return "x" end
            won()
        end,
    },
    {
        "the metatable of errors is there to change",
        function()
            local _, e = pcall(docker.api.get, "bad")
            getmetatable(e).__tostring = won
            tostring(e)
        end,
    },
    {
        "the metatable of handles is there to change", closed = true,
        function()
            local t = require("docker.engine").handle(docker)
            getmetatable(t).x = 1
            won()
        end,
    },
    { "a finalizer runs where no limit holds", function() setmetatable({}, {__gc = won}) collectgarbage() end },
    {
        "a finalizer put in later runs",
        function()
            local m = {__gc = true}
            setmetatable({}, m)
            m.__gc = won
            collectgarbage()
        end,
    },
    {
        "the finalizer of a task's handle is replaced",
        function()
            getmetatable(task.spawn(function() end)).__gc = won
            task.spawn(function() end)
            task.sleep(0.01)
            collectgarbage()
            collectgarbage()
        end,
    },
    {
        "a finalizer put into a class of the library runs",
        function()
            getmetatable(task.channel()).__gc = won
            task.channel()
            collectgarbage()
            collectgarbage()
        end,
    },
    {
        "a finalizer put into the mark of arrays runs",
        function()
            getmetatable(json.decode "[]").__gc = won
            json.decode "[]"
            collectgarbage()
            collectgarbage()
        end,
    },
    {
        "the coroutine of a waiting task is resumed", closed = true,
        function()
            local thread
            local waiting = task.spawn(function() thread = coroutine.running() task.sleep(0.05) end)
            task.sleep(0.01)
            if coroutine.resume(thread) or pcall(coroutine.close, thread) then won() end
            waiting:wait()
        end,
    },
    { "the generational collector, which had holes", function() if collectgarbage("generational") then won() end end },
    { "the collector is stopped", function() if collectgarbage("stop") == 0 then won() end end },
    {
        "an error object carries a handle of the host", closed = true,
        function()
            local _, e = pcall(docker.connect, 1)
            for _, v in pairs(e) do
                if type(v) == "userdata" or type(v) == "function" then won() end
            end
        end,
    },
    { "a yield reaches the scheduler", closed = true, function() coroutine.yield() won() end },

    -- Moondock's own library
    {
        "require 'moondock.host' gives the host functions",
        function()
            if require("moondock.host").write_file then won() end
        end,
    },
    {
        "package.loaded holds the host functions",
        function()
            if package.loaded["moondock.host"].write_file then won() end
        end,
    },
    {
        "require 'package' is another one",
        function()
            if require("package").loaded["moondock.host"] then won() end
        end,
    },
    { "a searcher finds inner modules", function() if package.searchers[2]("moondock.errors") then won() end end },
    { "package.preload is called with inner names", function() if require "moondock.session" then won() end end },
    {
        "a changed string.format changes the library",
        function()
            string.format = won
            local _ = ("x"):format(1)
        end,
    },
    {
        "a changed type changes the library",
        function()
            type = function() won() return "string" end
            pcall(docker.connect, {nonsense = 1})
        end,
    },
    {
        "a changed require changes what the program calls", closed = true,
        function()
            require = function() won() return {finish = won} end
        end,
    },
    {
        "the environment of the library is found by its functions", closed = true,
        function()
            local _ENV = require("strict")._ENV
            if _ENV then won() end
        end,
    },
    {
        "the inspection that help makes reads upvalues of the library", closed = true,
        function()
            local env = require("help.behind").upvalue(require("strict").install, "_ENV")
            if env.require "moondock.host" then won() end
        end,
    },
    {
        "a function that passes for the library's opens it to help", closed = true,
        function()
            local f = load("local host, options = ... return function() options.check('x', host, {}) end",
                "@stdlib/docker/cp.lua")({}, {})
            local found = require("help.behind").options(f)
            if #found > 0 or require("help.behind").written(require("docker").connect) == f then won() end
        end,
    },
    { "settings are read", function() if require("config").path() then won() end end },
    { "a setting is written", function() require("config").set("editor", "sh") won() end },
    {
        "types are written",
        function()
            if require("help.types").write(scratch .. "/types") then won() end
        end,
    },
    { "a recording is written", function() require("replay.har").record(scratch .. "/r.har")() won() end },
    { "a recording is read", function() tried(require("replay.har").replay, scratch .. "/no.har") end },

    -- Other engines, and what the user keeps for them
    {
        "docker.connect reaches another engine",
        function()
            local _, e = pcall(function() docker.connect("unix:///no/such").ping() end)
            if e.kind == "connection" then won() end
        end,
    },
    {
        "docker.connect runs ssh",
        function()
            tried(function() docker.connect{host = "ssh://-oProxyCommand=x"}.ping() end)
        end,
    },
    {
        "docker.connect reads a certificate",
        function()
            tried(function() docker.connect{tls = {ca = "/etc/passwd"}}.ping() end)
        end,
    },
    {
        "docker.connect reads a certificate behind an option that is allowed",
        function()
            tried(function() docker.connect{limits = {line = 10000}, tls = {ca = "/etc/passwd"}}.ping() end)
        end,
    },
    {
        "another address stands behind an option that is allowed",
        function()
            local client = {}
            require("docker.engine").prepare(client, {api_version = "1.41", host = "unix:///no/such", limit_line = 10000})
            tried(require("docker.engine").handle, client)
        end,
    },
    { "docker.connect reads a context", function() tried(function() docker.connect{context = "no"}.ping() end) end },
    {
        "the library's address of a recording leads elsewhere",
        function()
            require("docker.engine").address = "unix:///no/such"
            tried(docker.ping)
        end,
    },
    { "contexts are listed", function() if docker.contexts.list() then won() end end },
    { "a context is used", function() tried(docker.contexts.use, "no") end },
    {
        "credentials are read from a file",
        function()
            tried(docker.login, {username = "x", dockercfg_path = "/etc/passwd"})
        end,
    },
    {
        "a login is forgotten for later runs",
        function()
            local ok, e = pcall(docker.logout, {store = true})
            if ok or e.kind ~= "sandbox" then won() end
        end,
    },
    { "a body is read from a file", function() tried(docker.api.ImageLoad, {body = {file = "/etc/passwd"}}) end },
    { "an image is loaded from a file", function() tried(docker.images.load, {file = "/etc/passwd"}) end },
    { "a build takes a folder", function() tried(docker.images.build, {path = "/etc"}) end },
    { "files are copied into a container", function() tried(docker.cp, "/etc/passwd", "web:/x") end },
    {
        "an archive is made of files",
        function()
            tried(require("docker.archive").pack, {{path = "/etc/passwd"}})
        end,
    },
    {
        "the entries of an archive are read from a file",
        function()
            tried(function() for _ in require("docker.archive").entries{file = "/etc/passwd"} do end end)
        end,
    },
    { "a plugin is made of a folder", function() tried(docker.plugins.create, "x", "/etc") end },
    {
        "a build argument takes its value from the environment",
        function()
            tried(docker.images.build, {dockerfile_text = "FROM x", buildargs = {"HOME"}})
        end,
    },
    {
        "a service takes its environment from a file",
        function()
            tried(docker.stack.deploy, "x", {services = {a = {image = "x", env_file = "/etc/passwd"}}})
        end,
    },
    { "a compose file is read", function() tried(docker.stack.deploy, "x", "/etc/passwd") end },
}

local chosen = escapes[tonumber(arg[1])]
if chosen then
    local ok, err = pcall(chosen[2])
    print(ok, err)
else
    for _, escape in ipairs(escapes) do print((escape.closed and "closed " or "open ") .. escape[1]) end
end
