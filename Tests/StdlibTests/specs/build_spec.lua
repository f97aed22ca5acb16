local test = require "test"
local engine = require "engine_support"
local errors = require "moondock.errors"
local host = require "moondock.host"
local task = require "task"
local describe, expect = test.describe, test.expect
local it = engine.it

local BUILDERS = { "classic", "buildkit" }

-- As `it`, once with each builder.
local function with_each(title, body)
    for _, builder in ipairs(BUILDERS) do it(("%s (%s)"):format(title, builder), function() body(builder) end) end
end

local function write(path, text)
    local file = assert(io.open(path, "wb"))
    file:write(text)
    file:close()
end

-- A folder with these files that is gone after the test.
local function folder(files)
    local path = os.tmpname()
    os.remove(path)
    host.make_folder(path)
    test.cleanup(function() os.execute(("rm -rf '%s'"):format(path)) end)
    for name, text in pairs(files) do
        local parent = name:match("^(.*)/[^/]*$")
        if parent then os.execute(("mkdir -p '%s/%s'"):format(path, parent)) end
        write(("%s/%s"):format(path, name), text)
    end
    return path
end

local function build(options)
    local image, log = docker.images.build(options)
    test.cleanup(function() pcall(docker.images.remove, image.id, { force = true }) end)
    return image, log
end

local function text_of(log)
    local parts = {}
    for i, item in ipairs(log) do parts[i] = item.stream or "" end
    return table.concat(parts)
end

-- What a command prints in a container of an image.
local function output(image, command)
    return docker.containers.run(image, command, { remove = true })
end

describe("a build", function()
    with_each("makes an image, and tells its id and what was printed", function(builder)
        local said = test.unique()
        local seen = 0
        local image, log = build {
            dockerfile_text = ("FROM %s\nRUN echo %s | tee /said\n"):format(engine.image, said), builder = builder,
            progress = function() seen = seen + 1 end,
        }
        expect(image.id):matches("^sha256:%x+$")
        expect(image.attrs.Id):equals(image.id)
        expect(output(image, { "cat", "/said" })):equals(said .. "\n")
        expect(text_of(log)):contains(said .. "\n")
        expect(seen):equals(#log)
        local told
        for _, item in ipairs(log) do told = type(item.aux) == "table" and item.aux.ID or told end
        expect(told):equals(image.id)
    end)

    with_each("takes tags, arguments, labels, a target and hosts", function(builder)
        local name = test.unique()
        local image = build {
            path = folder { ["docker/File"] = ([[
FROM %s AS first
ARG WHO=nobody
ARG LATER
RUN echo "$WHO $LATER" >/who; cat /etc/hosts >/h
FROM first AS second
RUN touch /second
]]):format(engine.image) },
            dockerfile = "docker/File", tag = { name .. ":1", name .. ":2" }, buildargs = { WHO = "me", LATER = 5 },
            labels = { a = "b", n = 3 }, target = "first", builder = builder, extra_hosts = { there = "10.1.2.3" },
        }
        table.sort(image.tags)
        expect(image.tags):equals { name .. ":1", name .. ":2" }
        expect(image.labels):equals { a = "b", n = "3" }
        expect(output(image, { "cat", "/who" })):equals("me 5\n")
        expect(output(image, { "cat", "/h" })):matches("10%.1%.2%.3%s+there")
        expect(output(image, engine.shell "ls / | grep -c second || true")):equals("0\n")
    end)

    with_each("leaves out what .dockerignore says, capital letters and all", function(builder)
        local path = folder {
            Dockerfile = ("FROM %s\nCOPY . /c\n"):format(engine.image), [".dockerignore"] = "*.log\nsub\n!keep.log\nREADME\n",
            ["a.log"] = "", ["keep.log"] = "", ["B.LOG"] = "", ["sub/x"] = "", readme = "", README = "", ["other/y.log"] = "",
        }
        local image = build { path = path, builder = builder }
        expect(output(image, engine.shell "cd /c; find . -type f | sort | tr '\\n' ' '")):equals(
            "./.dockerignore ./B.LOG ./Dockerfile ./keep.log ./other/y.log ./readme ")
    end)

    with_each("goes by the ignore file of the Dockerfile first", function(builder)
        local path = folder {
            ["My.Dockerfile"] = ("FROM %s\nCOPY . /c\n"):format(engine.image), ["My.Dockerfile.dockerignore"] = "a\n",
            [".dockerignore"] = "b\n", a = "", b = "",
        }
        local image = build { path = path, dockerfile = "My.Dockerfile", builder = builder }
        expect(output(image, engine.shell "cd /c; ls | tr '\\n' ' '")):matches("^My.Dockerfile .*b $")
        expect(output(image, engine.shell "ls /c/a 2>&1 || true")):contains("No such file")
    end)

    with_each("takes the Dockerfile from outside, as text, or by itself", function(builder)
        local path = folder { a = "A" }
        local outside = folder { D = ("FROM %s\nCOPY . /c\n"):format(engine.image) }
        for _, options in ipairs {
            { dockerfile = outside .. "/D" }, { dockerfile_text = ("FROM %s\nCOPY . /c\n"):format(engine.image) },
            { fileobj = { file = outside .. "/D" } },
        } do
            options.path, options.builder = path, builder
            local listed = output(build(options), engine.shell "ls -A /c")
            -- BuildKit leaves the Dockerfile in the context.
            expect((listed:gsub("%.docker%g+\n", ""))):equals("a\n")
            if builder == "classic" then expect(listed):equals("a\n") end
        end
        local pieces = { "FROM ", engine.image, "\nRUN touch /x\n" }
        for _, fileobj in ipairs {
            table.concat(pieces), (function() local i = 0 return function() i = i + 1 return pieces[i] end end)(),
        } do
            expect(output(build { fileobj = fileobj, builder = builder }, { "ls", "/x" })):equals("/x\n")
        end
    end)

    with_each("takes an archive from a file, a string and a function", function(builder)
        local function archive()
            local plan = host.tar_new()
            host.tar_file(plan, { name = "sub/File" }, ("FROM %s\nCOPY a /a\n"):format(engine.image))
            host.tar_file(plan, { name = "a" }, "from the archive")
            local stream, parts = host.tar_stream(plan), {}
            local _ <close> = stream
            for piece in function() return (stream:read()) end do parts[#parts + 1] = piece end
            return table.concat(parts)
        end
        local bytes = archive()
        local path = os.tmpname()
        test.cleanup(function() os.remove(path) end)
        write(path, bytes)
        local position = 1
        for _, fileobj in ipairs {
            bytes, { file = path }, io.open(path, "rb"), function()
                local piece = bytes:sub(position, position + 699)
                position = position + 700
                return piece ~= "" and piece or nil
            end,
        } do
            local image = build {
                fileobj = fileobj, custom_context = true, dockerfile = "sub/File", builder = builder, encoding = "identity",
            }
            expect(output(image, { "cat", "/a" })):equals("from the archive")
        end
    end)

    with_each("tells nothing but the id when it is to be quiet", function(builder)
        local image, log = build { dockerfile_text = ("FROM %s\nRUN echo loud\n"):format(engine.image), quiet = true,
            builder = builder }
        expect(image.id):matches("^sha256:%x+$")
        expect(#log):equals(1)
    end)

    with_each("gives its progress as a stream", function(builder)
        local id, text = nil, ""
        for item in docker.images.build {
            dockerfile_text = ("FROM %s\nRUN echo %s\n"):format(engine.image, test.unique "streamed"), stream = true,
            builder = builder,
        } do
            text = text .. (item.stream or "")
            id = type(item.aux) == "table" and item.aux.ID or id
        end
        expect(text):contains("streamed")
        expect(docker.images.get(id).id):equals(id)
        docker.images.remove(id, { force = true })
        expect(function()
            for _ in docker.images.build { dockerfile_text = ("FROM %s\nRUN false\n"):format(engine.image), stream = true,
                builder = builder } do end
        end):raises { kind = "build" }
    end)

    it("uses what was built before, unless it may not, also of an image that is named", function()
        local options = { dockerfile_text = ("FROM %s\nRUN echo %s\n"):format(engine.image, test.unique()) }
        local first = build(options)
        local second, log = build(options)
        expect(second.id):equals(first.id)
        expect(text_of(log)):contains("Using cache")
        options.cache_from = { first.id }
        expect(build(options).id):equals(first.id)
        options.cache_from = { engine.image }
        expect(text_of((select(2, build(options))))):matches("^.*Successfully built")
        options.cache_from, options.nocache = nil, true
        expect(build(options).id):differs(first.id)
    end)

    it("limits the containers of its steps", function()
        local image = build {
            dockerfile_text = ("FROM %s\nRUN df -k /dev/shm | tail -1 >/shm\n"):format(engine.image), shmsize = "8m",
            container_limits = { memory = "64m", memswap = -1, cpushares = 512, cpusetcpus = "0" }, network_mode = "none",
            rm = true, forcerm = true, pull = false, platform = docker.info().OSType, use_config_proxy = false,
        }
        expect(output(image, { "cat", "/shm" })):matches("%s8192%s")
    end)
end)

describe("a build that fails", function()
    with_each("tells the step and what it printed last", function(builder)
        local path = folder { Dockerfile = ("FROM %s\nRUN true\nRUN echo out; sleep 0.3; echo err >&2; exit 3\nRUN echo never\n")
            :format(engine.image) }
        local err = expect(function() docker.images.build(path, { builder = builder }) end):raises {
            kind = "build", message = "3/4.*RUN echo out; sleep 0.3; echo err >&2; exit 3.*3\n",
        }
        expect(err.message):contains("  | out")
        expect(err.message):contains("  | err")
        expect(err.code):equals(3)
        expect(err.output):equals { "out", "err" }
        expect(err.step):contains("RUN echo out")
        expect(#err.build_log):at_least(3)
        expect(text_of(err.build_log)):contains("out")
    end)

    it("leaves the container of the step only when it is told to", function()
        local mark = test.unique()
        local options = { dockerfile_text = ("FROM %s\nRUN echo %s; exit 1\n"):format(engine.image, mark) }
        local function left()
            for _, summary in ipairs(docker.api.ContainerList { all = true }) do
                if summary.Command:find(mark, 1, true) then return summary.Id end
            end
        end
        expect(function() docker.images.build(options) end):raises { kind = "build" }
        expect(left()):equals(nil)
        options.forcerm = false
        expect(function() docker.images.build(options) end):raises { kind = "build" }
        local id = left()
        expect(id):matches("^%x+$")
        engine.remove_later(id)
    end)

    with_each("tells what is wrong with the Dockerfile", function(builder)
        expect(function() docker.images.build { dockerfile_text = "FROM x\nRNU x\n", builder = builder } end):raises {
            kind = "build", message = "unknown instruction: RNU",
        }
        expect(function() docker.images.build { dockerfile_text = ("FROM %s\nCOPY nothing /\n"):format(engine.image),
            builder = builder } end):raises { kind = "build", message = "nothing" }
    end)

    it("names the builder that can do what the classic one cannot, before it sends anything", function()
        for what, step in pairs {
            ["RUN %-%-mount"] = "RUN --mount=type=cache,target=/c echo", ["a heredoc"] = "RUN <<EOF\necho\nEOF",
            ["COPY %-%-link"] = "COPY --link a b",
        } do
            local text = ("FROM %s\n%s\n"):format(engine.image, step)
            expect(function() docker.images.build { dockerfile_text = text } end):raises {
                kind = "build", message = "line 2 of the Dockerfile has " .. what, hint = 'builder = "buildkit"',
            }
        end
        expect(function()
            docker.images.build { dockerfile_text = ("# syntax=docker/dockerfile:1\nFROM %s\nRUN false"):format(engine.image) }
        end):raises { kind = "build", hint = 'docker/dockerfile:1.*builder = "buildkit"' }
        local plain = build { dockerfile_text = ("# syntax=docker/dockerfile:1\nFROM %s\nRUN true"):format(engine.image) }
        expect(plain.id):matches("^sha256:")
    end)

    with_each("says plainly that secrets need a session", function(builder)
        expect(function()
            docker.images.build {
                dockerfile_text = ("FROM %s\nRUN --mount=type=secret,id=x cat /run/secrets/x"):format(engine.image),
                builder = builder,
            }
        end):raises { kind = "build", hint = "need.? a session.*docker command" }
    end)

    it("refuses options that are wrong or exclude each other", function()
        local images = docker.images
        for hint, call in pairs {
            ["what is to be built"] = function() images.build {} end,
            ["'dockerfile'"] = function() images.build { path = ".", dokerfile = "x" } end,
            ["there is no Dockerfile in"] = function() images.build(folder {}) end,
            ["is not a folder"] = function() images.build("/etc/passwd") end,
            ["/nonexistent"] = function() images.build("/nonexistent") end,
            ["remote and path exclude each other"] = function() images.build { path = ".", remote = "https://x" } end,
            ["fileobj and dockerfile exclude"] = function() images.build { fileobj = "FROM x", dockerfile = "D" } end,
            ["where is the archive"] = function() images.build { custom_context = true } end,
            ["Dockerfile is empty"] = function() images.build { fileobj = " \n" } end,
            ["'version': expected"] = function() images.build { fileobj = "FROM x", version = 3 } end,
            ["is version 1, not 2"] = function() images.build { fileobj = "FROM x", version = 2, builder = "classic" } end,
            ["'container_limits': unknown option 'memroy'"] = function()
                images.build { fileobj = "FROM x", container_limits = { memroy = 1 } }
            end,
            ["given twice"] = function() images.build(".", { path = "." }) end,
            ["a folder or a URL"] = function() images.build("") end,
        } do
            local err = expect(call):raises { kind = "invalid_argument" }
            expect(tostring(err)):contains(hint)
        end
    end)

    it("says what the engine could not fetch", function()
        local err = expect(function()
            docker.images.build("http://127.0.0.1:1/context.tar", { tag = test.unique(), timeout = 20 })
        end):raises()
        expect(errors.is(err, "build", "api", "invalid_argument")):is_true()
        expect(err.message):contains("127.0.0.1:1")
    end)
end)

describe("a build that is cancelled", function()
    with_each("leaves no container behind", function(builder)
        local mark = test.unique("cancelled")
        -- Steps of BuildKit are no containers, but processes of this machine all the same.
        local function running()
            local pipe = assert(io.popen(("grep -al '[%s]%s' /proc/[0-9]*/cmdline 2>/dev/null"):format(mark:sub(1, 1), mark:sub(2))))
            local found = pipe:read("a")
            pipe:close()
            return found ~= ""
        end
        local begun = false
        local building = task.spawn(function()
            docker.images.build {
                dockerfile_text = ("FROM %s\nRUN echo %s; sleep 300; true\n"):format(engine.image, mark), builder = builder,
                progress = function(item)
                    begun = begun or (item.stream or ""):gsub("%s+$", ""):gsub("^.*%s", "") == mark
                end,
            }
        end)
        engine.eventually("step", function() return begun end)
        expect(running()):is_true()
        building:cancel()
        local ok, problem = pcall(building.wait, building)
        expect(ok):is_false()
        expect(errors.is(problem, "cancelled")):is_true()
        engine.eventually("end of the step", function() return not running() end)
        engine.eventually("end of its container", function()
            for _, summary in ipairs(docker.api.ContainerList { all = true }) do
                if summary.Command:find(mark, 1, true) then return false end
            end
            return true
        end)
    end)
end)

describe("a build with a large context", function()
    with_each("is sent in memory that stays flat", function(builder)
        local path = folder { Dockerfile = ("FROM %s\nCOPY many /m\nRUN ls /m | wc -l >/count; rm -r /m\n"):format(engine.image) }
        os.execute(("mkdir '%s/many' && cd '%s/many' && for i in $(seq 1500); do echo $i >f$i; done; "
            .. "head -c 100000000 /dev/zero >big"):format(path, path))
        local function peak()
            for line in io.lines("/proc/self/status") do
                local kilobytes = line:match("^VmHWM:%s+(%d+)")
                if kilobytes then return math.tointeger(kilobytes) end
            end
        end
        local before = peak()
        local image = build { path = path, builder = builder }
        expect(peak() - before):at_most(48 * 1024)
        expect(output(image, { "cat", "/count" })):equals("1501\n")
    end)
end)

return test.report()
