local test = require "test"
local body = require "docker.body"
local auth = require "docker.auth"
local progress = require "docker.progress"
local engine = require "engine_support"
local describe, it, expect = test.describe, engine.it, test.expect

-- The name of a file that is not there, and goes with the test.
local function temporary()
    local name = os.tmpname()
    os.remove(name)
    test.cleanup(function() os.remove(name) end)
    return name
end

local function contents(name)
    local file <close> = assert(io.open(name, "rb"))
    return file:read("a")
end

-- Names the image under test for as long as the test lasts.
local function tagged()
    local name = test.unique("spec/image")
    test.cleanup(function() pcall(docker.images.remove, name .. ":1", { force = true }) end)
    docker.images.get(engine.image):tag(name, "1")
    return name .. ":1"
end

describe("image:tag and images.remove", function()
    it("give and take names", function()
        local i = docker.images.get(engine.image)
        local name = test.unique("spec")
        test.cleanup(function()
            for _, tag in ipairs { "latest", "a", "b", "c" } do pcall(docker.images.remove, name .. ":" .. tag) end
        end)
        expect(i:tag(name)):equals(true)
        i:tag(name, "a")
        i:tag(name, { tag = "b", force = true })
        i:tag(name .. ":c")
        for _, tag in ipairs { "latest", "a", "b", "c" } do expect(i.tags):contains(name .. ":" .. tag) end
        expect(docker.images.remove(name .. ":a")):equals { { Untagged = name .. ":a" } }
        expect(docker.images.get(name .. ":b")):equals(i)
        expect(function() docker.images.get(name .. ":a") end):raises { kind = "not_found" }
        expect(function() docker.images.remove(name .. ":d") end):raises { kind = "not_found" }
        expect(function() docker.images.remove(name, { forc = true }) end):raises { hint = "'force'" }
        expect(function() i:tag "" end):raises { kind = "invalid_argument" }
    end)
end)

describe("image:history", function()
    it("lists the layers, the newest first", function()
        local history = docker.images.get(engine.image):history()
        expect(#history):at_least(1)
        expect(history[1].Id):equals(docker.images.get(engine.image).id)
        expect(history[1].Size):at_least(1)
    end)
end)

describe("image:save and images.load", function()
    it("carry an image through a file", function()
        local name, file = tagged(), temporary()
        local i = docker.images.get(name)
        local size = i:save { to = file, named = name }
        expect(#contents(file)):equals(size)
        docker.images.remove(name)
        expect(docker.images.load { file = file }[1]):equals(i)
        expect(docker.images.get(name)):equals(i)
    end)

    it("carry an image through memory, an open file and a function", function()
        local name, file = tagged(), temporary()
        local i = docker.images.get(name)
        local chunks = {}
        for chunk in i:save { named = name, chunk_size = 65536 } do chunks[#chunks + 1] = chunk end
        for at = 1, #chunks - 1 do expect(#chunks[at]):equals(65536) end
        expect(#chunks[#chunks]):at_most(65536)
        local bytes = table.concat(chunks)
        expect(#bytes % 512):equals(0)
        local out <close> = assert(io.open(file, "wb"))
        out:write(bytes)
        out:close()
        local at = 0
        for _, data in ipairs {
            bytes, assert(io.open(file, "rb")),
            function()
                at = at + 1
                return chunks[at]
            end,
        } do
            docker.images.remove(name)
            local loaded = docker.images.load(data)
            expect(#loaded):equals(1)
            expect(loaded[1].tags):contains(name)
        end
    end)

    it("carry an image from one call straight into another", function()
        local name = tagged()
        local i = docker.images.get(name)
        expect(docker.images.load((i:save { named = name }))[1]):equals(i)
        expect(docker.images.load((i:save { named = name, chunk_size = 1000 }))[1]):equals(i)
        local c = engine.start("sleep 60")
        local copy = test.unique("spec")
        test.cleanup(function() pcall(docker.images.remove, copy) end)
        expect(docker.images.import_image((c:export()), { repository = copy }).tags):equals { copy .. ":latest" }
    end)

    it("have no name in the archive unless asked", function()
        local name, file = tagged(), temporary()
        local i = docker.images.get(name)
        i:save { to = file }
        expect(contents(file):find(name:match("^(.*):"), 1, true)):equals(nil)
        i:save { to = file, named = true }
        expect(docker.images.load { file = file }[1]):equals(i)
        expect(function() i:save { named = name .. "x" } end):raises {
            kind = "invalid_argument", hint = "did you mean",
        }
    end)

    it("take several images in one archive", function()
        local a, b, file = tagged(), tagged(), temporary()
        docker.images.save({ a, b }, { to = file })
        docker.images.remove(a)
        docker.images.remove(b)
        expect(#docker.images.load { file = file }):equals(2)
        expect(docker.images.get(a)):equals(docker.images.get(b))
        expect(function() docker.images.save({}, { to = file }) end):raises { kind = "invalid_argument" }
    end)

    it("leave no half-written file", function()
        local file = temporary()
        expect(function() docker.images.save("nosuch/" .. test.unique(), { to = file }) end):raises {
            kind = "not_found",
        }
        expect(io.open(file, "rb")):equals(nil)
        expect(function() docker.images.save(engine.image, { to = file .. "/no/folder" }) end):raises {
            kind = "invalid_argument", message = "No such file",
        }
    end)

    it("tell of each layer that is new, which the engine does only when it is asked", function()
        local name, file = "spec/" .. test.unique("layers") .. ":1", temporary()
        docker.images.build { dockerfile_text = "FROM busybox\nRUN echo " .. name .. " >/new", tag = name, quiet = true }
        docker.images.get(name):save { to = file, named = true }
        docker.images.remove(name)
        local states = {}
        docker.images.load({ file = file }, { progress = function(item) states[item.status or ""] = true end })
        expect(states["Loading layer"]):equals(true)
        docker.images.remove(name)
        states = {}
        docker.images.load({ file = file }, { quiet = true, progress = function(i) states[i.status or ""] = true end })
        expect(states["Loading layer"]):equals(nil)
        docker.images.remove(name)
    end)

    it("raise what is wrong with an archive", function()
        expect(function() docker.images.load "this is no archive" end):raises()
        expect(function() docker.images.load { file = "/nonexistent.tar" } end):raises {
            kind = "invalid_argument", message = "nonexistent",
        }
        expect(function() docker.images.load() end):raises { kind = "invalid_argument" }
        expect(function() docker.images.load("x", { quite = true }) end):raises { hint = "'quiet'" }
    end)
end)

describe("images.import_image", function()
    it("makes an image of a file system, from wherever it comes", function()
        local name, file = test.unique("spec"), temporary()
        test.cleanup(function()
            for tag = 1, 5 do pcall(docker.images.remove, ("%s:%d"):format(name, tag)) end
        end)
        local c = engine.start("sleep 60")
        local size = c:export { to = file }
        local bytes = contents(file)
        expect(#bytes):equals(size)
        local made = {
            docker.images.import_image(file, { repository = name, tag = "1" }),
            docker.images.import_image(bytes, { repository = name, tag = "2" }),
            docker.images.import_image({ file = file }, { repository = name, tag = "3", changes = 'CMD ["sh"]' }),
            docker.images.import_image_from_file(file, { repository = name, tag = "4", message = "by a spec" }),
            docker.images.import_image_from_data(bytes, {
                repository = name, tag = "5", changes = { "ENV A=b", "USER 1" },
            }),
        }
        for i = 1, 5 do
            expect(made[i].tags):equals { ("%s:%d"):format(name, i) }
            expect(#made[i].attrs.RootFS.Layers):equals(1)
        end
        expect(made[3].attrs.Config.Cmd):equals { "sh" }
        expect(made[4].attrs.Comment):equals("by a spec")
        expect(made[5].attrs.Config.Env):contains("A=b")
        expect(made[5].attrs.Config.User):equals("1")
        expect(docker.containers.run(made[3], "echo works", { remove = true })):equals("works\n")
    end)

    it("raises what is wrong", function()
        expect(function() docker.images.import_image("/nonexistent.tar") end):raises { message = "nonexistent" }
        expect(function() docker.images.import_image() end):raises { kind = "invalid_argument" }
        expect(function() docker.images.import_image_from_url "http://localhost:1/x.tar" end):raises {
            message = "refused",
        }
        expect(function() docker.images.import_image("\0", { repo = "x" }) end):raises { hint = "'repository'" }
    end)
end)

describe("images.push, pull, search and get_registry_data", function()
    it("raise what the engine reports in its progress", function()
        local name = "localhost:1/" .. test.unique("spec")
        test.cleanup(function() pcall(docker.images.remove, name) end)
        expect(function() docker.images.push(name) end):raises { message = "does not exist" }
        docker.images.get(engine.image):tag(name)
        local seen = {}
        local err = expect(function()
            docker.images.push(name, { progress = function(item) seen[#seen + 1] = item.status end })
        end):raises { kind = "api", message = "refused" }
        expect(err.operation):equals("ImagePush")
        expect(seen[1]):contains(name)
        local items = 0
        expect(function()
            for _ in docker.images.push(name, { stream = true, decode = true }) do items = items + 1 end
        end):raises { message = "refused" }
        expect(items):at_least(1)
    end)

    it("refuse options they do not know, before anything is sent", function()
        expect(function() docker.images.push("x", { tga = "1" }) end):raises { hint = "'tag'" }
        expect(function() docker.images.push("x", { auth_config = { user = "me" } }) end):raises { hint = "'username'" }
        expect(function() docker.images.pull("x", { auth_config = { user = "me" } }) end):raises { hint = "'username'" }
        expect(function() docker.images.search("x", { limt = 1 }) end):raises { hint = "'limit'" }
        expect(function() docker.search() end):raises { kind = "invalid_argument" }
        expect(function() docker.images.get_registry_data("x", { auth = {} }) end):raises { hint = "'auth_config'" }
    end)

    it("keep passwords out of their errors", function()
        local given = { auth_config = { username = "me", password = "opensesame" } }
        local err = expect(function() docker.images.pull("localhost:1/x", given) end):raises()
        expect(require("inspect").inspect(err):find("opensesame", 1, true)):equals(nil)
    end)
end)

describe("what the registry knows of an image", function()
    test.it("tells its platforms as docker-py does", function()
        local r = require("docker.registry_data").from_attrs(docker, "name:1", {
            Descriptor = { digest = "sha256:" .. ("ab"):rep(32) },
            Platforms = {
                { os = "linux", architecture = "amd64" }, { os = "linux", architecture = "arm", variant = "v7" },
            },
        }, { username = "me", password = "opensesame" })
        expect(r.id):equals("sha256:" .. ("ab"):rep(32))
        expect(#r.short_id):equals(19)
        for platform, known in pairs {
            ["linux/amd64"] = true, ["linux/arm/v7"] = true, ["linux/arm"] = false, ["windows/amd64"] = false,
            [{ os = "linux", architecture = "amd64" }] = true,
        } do
            expect(r:has_platform(platform)):equals(known)
        end
        expect(function() r:has_platform "a/b/c/d" end):raises { kind = "invalid_argument" }
        expect(function() r:has_platform(5) end):raises { kind = "invalid_argument" }
        expect(require("inspect").inspect(r):find("opensesame", 1, true)):equals(nil)
    end)
end)

describe("progress", function()
    test.it("raises what it reports, with the kind that the words tell", function()
        for message, kind in pairs {
            ["unauthorized: authentication required"] = "unauthorized", ["denied: requested access"] = "unauthorized",
            ["manifest for x:y not found: manifest unknown"] = "not_found", ["no space left on device"] = "api",
        } do
            local err = expect(function()
                progress.check({ error = message, errorDetail = { message = message, code = 5 } }, "ImagePush")
            end):raises { kind = kind }
            expect(err.message):equals(message)
            expect(err.code):equals(5)
        end
        expect(function() progress.check({ error = "alone" }, "ImagePush") end):raises { message = "^alone$" }
        local item = { status = "fine" }
        expect(progress.check(item, "ImagePush")):is(item)
    end)
end)

describe("a body", function()
    test.it("is what it says, or an explained refusal", function()
        expect(body.source("bytes", "x")):equals("bytes")
        for _, wrong in ipairs { 5, {}, { file = 5 }, true } do
            expect(function() body.source(wrong, "x") end):raises { kind = "invalid_argument", message = "^x: " }
        end
        expect(function() body.source(nil, "x") end):raises { kind = "invalid_argument" }
    end)
end)

describe("credentials", function()
    test.it("are passed on as they are given", function()
        expect(auth.header(docker, "x", { username = "a", password = "b", serveraddress = "c" })):equals {
            username = "a", password = "b", serveraddress = "c",
        }
    end)
end)

return test.report()
