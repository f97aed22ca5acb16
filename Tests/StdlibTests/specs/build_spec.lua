local test = require "test"
local archive = require "docker.archive"
local engine = require "engine_support"
local describe, it, expect = test.describe, engine.it, test.expect

local function folder(files)
    local path = os.tmpname()
    os.remove(path)
    require("moondock.host").make_folder(path)
    test.cleanup(function() os.execute(("rm -rf %q"):format(path)) end)
    for name, content in pairs(files) do
        local parent = name:match("^(.*)/[^/]+$")
        if parent then os.execute(("mkdir -p %q"):format(path .. "/" .. parent)) end
        local file <close> = assert(io.open(path .. "/" .. name, "wb"))
        file:write(content)
    end
    return path
end

local function build(given)
    given.tag = given.tag or test.unique():lower()
    given.progress = given.progress or function() end
    test.cleanup(function() pcall(docker.images.remove, given.tag, { force = true }) end)
    return docker.images.build(given)
end

local function run(image, command)
    return docker.containers.run(image.id, command, { remove = true })
end

for _, builder in ipairs { "classic", "buildkit" } do
    describe("docker.images.build with the builder " .. builder, function()
        it("builds from the text of a Dockerfile, and gives image and log", function()
            local tag = test.unique():lower() .. ":one"
            local i, log = build { fileobj = "FROM busybox\nRUN echo made > /made\n", tag = tag, builder = builder,
                labels = { app = "built" } }
            expect(i.tags):contains(tag)
            expect(i.labels.app):equals("built")
            expect(run(i, "cat /made")):equals("made\n")
            expect(#log):at_least(1)
        end)

        it("sends a folder without what .dockerignore leaves out, letters' case counting", function()
            local path = folder {
                Dockerfile = "FROM busybox\nCOPY . /in\n", [".dockerignore"] = "*.log\nreadme\n!keep.log\n",
                ["a.txt"] = "a", ["b.log"] = "b", ["keep.log"] = "k", README = "big", readme = "small", ["d/c.txt"] = "c",
            }
            local i = build { path = path, builder = builder }
            local listing = run(i, { "sh", "-c", "cd /in && find . -type f | sort" })
            expect(listing):equals("./.dockerignore\n./Dockerfile\n./README\n./a.txt\n./d/c.txt\n./keep.log\n")
        end)

        it("takes build arguments, a target, another Dockerfile and one from outside", function()
            local path = folder {
                ["docker/App.dockerfile"] = "FROM busybox AS base\nARG WORD=none\nRUN echo $WORD > /word\nFROM base AS test\n"
                    .. "RUN echo test >> /word\nFROM base\nRUN echo last >> /word\n",
            }
            local i = build { path = path, dockerfile = "docker/App.dockerfile", builder = builder, target = "test",
                buildargs = { WORD = "given" } }
            expect(run(i, "cat /word")):equals("given\ntest\n")
            local elsewhere = folder { Other = "FROM busybox\nCOPY docker/App.dockerfile /copied\n" }
            local outside = build { path = path, dockerfile = elsewhere .. "/Other", builder = builder }
            expect(run(outside, { "sh", "-c", "ls / | grep -c copied" })):equals("1\n")
        end)

        it("takes an archive", function()
            local context = archive.stream { Dockerfile = "FROM busybox\nCOPY x /x\n", x = "carried" }
            local i = build { fileobj = function() return (context:read()) end, custom_context = true, builder = builder }
            expect(run(i, "cat /x")):equals("carried")
        end)

        it("raises the step that fails, with what it said", function()
            local ok, err = pcall(build, { fileobj = "FROM busybox\nRUN echo doomed && exit 3\n", builder = builder,
                nocache = true })
            expect(ok):equals(false)
            expect(err.kind):equals("build")
            expect(err.message):matches("3")
            expect(err.message):matches("echo doomed")
            expect(err.log):matches("doomed")
            expect(function() build { fileobj = "FORM busybox\n", builder = builder } end):raises { kind = "build" }
        end)

        it("hands its output on as it comes", function()
            local items = 0
            for item in docker.images.build { fileobj = "FROM busybox\nRUN true\n", builder = builder, stream = true } do
                expect(type(item)):equals("table")
                items = items + 1
            end
            expect(items):at_least(2)
        end)
    end)
end

describe("docker.images.build", function()
    it("is quiet when asked, and takes several tags", function()
        local a, b = test.unique():lower() .. ":a", test.unique():lower() .. ":b"
        test.cleanup(function() pcall(docker.images.remove, a) pcall(docker.images.remove, b) end)
        local i = docker.images.build { fileobj = "FROM busybox\nLABEL x=y\n", quiet = true, tag = { a, b } }
        expect(i.tags):contains(a)
        expect(i.tags):contains(b)
    end)

    it("limits its steps", function()
        local i = build { fileobj = "FROM busybox\nRUN df -k /dev/shm | tail -n 1 | awk '{print $2}' > /shm\n",
            shmsize = "8m", nocache = true, container_limits = { memory = "64m" } }
        expect(run(i, "cat /shm")):equals("8192\n")
        expect(function() build { fileobj = "FROM busybox", container_limits = { memroy = 1 } } end)
            :raises { hint = "'memory'" }
    end)

    it("says which builder is needed, before anything is sent", function()
        expect(function() build { fileobj = "FROM busybox\nRUN --mount=type=cache,target=/c true\n" } end)
            :raises { kind = "build", hint = "buildkit" }
        expect(function() build { fileobj = "FROM busybox\nRUN --mount=type=ssh true\n", builder = "buildkit" } end)
            :raises { kind = "build", message = "session" }
        local i = build { fileobj = "FROM busybox\nRUN --mount=type=cache,target=/c echo y > /c/x && cp /c/x /x\n",
            builder = "buildkit" }
        expect(run(i, "cat /x")):equals("y\n")
    end)

    it("stops when it is cancelled", function()
        local mark = test.unique()
        local job = task.spawn(function()
            build { fileobj = ("FROM busybox\nRUN echo %s; sleep 300\n"):format(mark), nocache = true }
        end)
        local function steps()
            return #docker.containers.list():where(function(c) return c.attrs.Config.Cmd
                and table.concat(c.attrs.Config.Cmd, " "):find(mark, 1, true) ~= nil end)
        end
        expect(engine.eventually("step", function() return steps() == 1 end)):is_true()
        job:cancel()
        expect(engine.eventually("end of the step", function() return steps() == 0 end)):is_true()
    end)

    test.it("refuses what makes no sense, and needs no engine for that", function()
        local function raises(given, expected) expect(function() docker.images.build(given) end):raises(expected) end
        raises({}, { message = "what is to be built" })
        raises({ path = ".", fileobj = "FROM a" }, { message = "one of them" })
        raises({ path = "/no/such/folder" }, { message = "/no/such/folder" })
        raises({ path = folder {} }, { message = "Dockerfile" })
        raises({ fileobj = "FROM a", tga = "x" }, { hint = "'tag'" })
        raises({ fileobj = "FROM a", builder = "podman" }, { message = "classic, buildkit" })
        raises({ fileobj = 5 }, { message = "fileobj" })
    end)
end)

return test.report()
