local test = require "test"
local archive = require "docker.archive"
local engine = require "engine_support"
local describe, it, expect = test.describe, engine.it, test.expect

-- A folder of this machine that is gone after the test.
local function folder()
    local path = os.tmpname()
    os.remove(path)
    require("moondock.host").make_folder(path)
    test.cleanup(function() os.execute(("rm -rf %q"):format(path)) end)
    return path
end

local function write(path, bytes)
    local file <close> = assert(io.open(path, "wb"))
    file:write(bytes)
end

local function read(path)
    local file <close> = assert(io.open(path, "rb"))
    return file:read("a")
end

local function cat(c, path) return c:exec_run({ "cat", path }).output end

describe("container:get_archive and put_archive", function()
    it("carry files both ways, with what the engine tells of them", function()
        local c = engine.start "sleep 60"
        expect(c:put_archive("/tmp", archive.pack { ["a.txt"] = "one\n", ["sub/b.txt"] = "two\n" })):equals(true)
        expect(cat(c, "/tmp/sub/b.txt")):equals("two\n")
        local stream, stat = c:get_archive("/tmp/a.txt")
        expect(stat.name):equals("a.txt")
        expect(stat.size):equals(4)
        expect(stat.is_dir):equals(false)
        expect(archive.read(stream)):equals("one\n")
        local names = {}
        for entry in archive.entries((c:get_archive("/tmp"))) do names[#names + 1] = entry.name .. ":" .. entry.kind end
        table.sort(names)
        expect(names):equals { "tmp/:directory", "tmp/a.txt:file", "tmp/sub/:directory", "tmp/sub/b.txt:file" }
    end)

    it("write a file that appears when it is complete, and take one", function()
        local c = engine.start "sleep 60"
        local place = folder()
        c:exec_run { "sh", "-c", "echo kept > /tmp/kept" }
        expect(c:get_archive("/tmp/kept", { to = place .. "/kept.tar" })):at_least(512)
        local other = engine.start "sleep 60"
        other:put_archive("/", { file = place .. "/kept.tar" })
        expect(cat(other, "/kept")):equals("kept\n")
        expect(function() c:get_archive("/no/such", { to = place .. "/none.tar" }) end):raises { kind = "not_found" }
        expect(io.open(place .. "/none.tar")):equals(nil)
    end)

    it("are read straight from the call that gets them", function()
        local c = engine.start "sleep 60"
        c:cp({ motd = "hello" }, ":/srv")
        expect(archive.read(c:get_archive("/srv/motd"))):equals("hello")
        expect(archive.read(c:get_archive("/srv"), "srv/motd")):equals("hello")
        expect(archive.read((c:get_archive("/srv")), "srv/other")):equals(nil)
    end)

    it("are bytes, and no lines, in a loop", function()
        local c = engine.start "sleep 60"
        c:cp({ lines = ("x\n"):rep(100000) }, ":/srv")
        local pieces = {}
        for piece in (c:get_archive("/srv/lines")) do pieces[#pieces + 1] = piece end
        local whole = table.concat(pieces)
        expect(#whole % 512):equals(0)
        expect(archive.read(whole)):equals(("x\n"):rep(100000))
        pieces = {}
        for piece in archive.stream { a = "1\n2\n" } do pieces[#pieces + 1] = piece end
        expect(archive.read(table.concat(pieces))):equals("1\n2\n")
    end)

    it("give pieces of one size", function()
        local c = engine.start "sleep 60"
        local sizes = {}
        for piece in c:get_archive("/etc/passwd", { chunk_size = 512 }) do sizes[#piece] = true end
        expect(sizes):equals { [512] = true }
        expect(function() c:get_archive("/etc", { chunk_size = 0 }) end):raises { kind = "invalid_argument" }
    end)

    it("tell of a path, and say so when there is nothing", function()
        local c = engine.start "sleep 60"
        c:exec_run { "ln", "-s", "/etc/passwd", "/tmp/link" }
        expect(c:path_stat("/etc").is_dir):equals(true)
        expect(c:path_stat("/tmp/link").linkTarget):equals("/etc/passwd")
        expect(function() c:path_stat("/no/such") end):raises { kind = "not_found", message = "no /no/such in container" }
        local gone = require("docker.container").from_id(docker, "nosuch" .. test.unique())
        expect(function() gone:path_stat("/etc") end):raises { kind = "not_found", message = "No such container" }
        expect(function() c:path_stat("") end):raises { kind = "invalid_argument" }
        expect(function() c:put_archive("/no/such", archive.pack { x = "y" }) end):raises { kind = "not_found" }
        expect(function() c:put_archive("/tmp", 5) end):raises { kind = "invalid_argument" }
    end)
end)

describe("container:cp", function()
    it("copies a file in and out, to a name or into a folder", function()
        local c, place = engine.start "sleep 60", folder()
        write(place .. "/here.txt", "from here\n")
        c:cp(place .. "/here.txt", ":/tmp")
        expect(cat(c, "/tmp/here.txt")):equals("from here\n")
        c:cp(place .. "/here.txt", ":/tmp/renamed.txt")
        expect(cat(c, "/tmp/renamed.txt")):equals("from here\n")
        c:cp(":/tmp/renamed.txt", place)
        expect(read(place .. "/renamed.txt")):equals("from here\n")
        c:cp(":/tmp/renamed.txt", place .. "/again.txt")
        expect(read(place .. "/again.txt")):equals("from here\n")
    end)

    it("copies folders as docker cp does", function()
        local c, place = engine.start "sleep 60", folder()
        os.execute(("mkdir -p %s/site/css && echo a > %s/site/css/a"):format(place, place))
        c:cp(place .. "/site", ":/srv")            -- there is no /srv: site becomes it
        expect(cat(c, "/srv/css/a")):equals("a\n")
        c:cp(place .. "/site", ":/srv")            -- now there is: site goes into it
        expect(cat(c, "/srv/site/css/a")):equals("a\n")
        c:cp(place .. "/site/.", ":/tmp")          -- the content alone
        expect(cat(c, "/tmp/css/a")):equals("a\n")
        c:cp(":/srv/css", place .. "/out")         -- a new name here
        expect(read(place .. "/out/a")):equals("a\n")
        c:cp(":/srv/css/.", place)
        expect(read(place .. "/a")):equals("a\n")
    end)

    it("reads .. in a container's path as the engine does", function()
        local c, place = engine.start "sleep 60", folder()
        c:cp({ ["a/b/x"] = "x" }, ":/srv")
        c:cp(":/srv/a/b/..", place)
        expect(read(place .. "/a/b/x")):equals("x")
        c:cp(":/srv/./a//b/../b/.", place .. "/content")
        expect(read(place .. "/content/x")):equals("x")
        c:cp(":/srv/../srv/a/../a/b/x", place)
        expect(read(place .. "/x")):equals("x")
    end)

    it("writes contents by name", function()
        local c = engine.start "sleep 60"
        c:cp({ ["app.conf"] = "port = 80\n", ["d/x"] = "y" }, ":/etc/app")
        expect(cat(c, "/etc/app/app.conf")):equals("port = 80\n")
        expect(cat(c, "/etc/app/d/x")):equals("y")
    end)

    it("follows links when asked", function()
        local c, place = engine.start "sleep 60", folder()
        c:exec_run { "sh", "-c", "echo real > /tmp/real; ln -s real /tmp/link" }
        c:cp(":/tmp/link", place .. "/followed", { follow_link = true })
        expect(read(place .. "/followed")):equals("real\n")
    end)

    it("writes through a link that is where it goes, even to nothing yet", function()
        local c, place = engine.start "sleep 60", folder()
        write(place .. "/new", "new\n")
        c:exec_run { "sh", "-c", "cd /tmp; echo > real; ln -s real link; ln -s link second; ln -s /tmp/later early" }
        c:cp(place .. "/new", ":/tmp/second")
        c:cp(place .. "/new", ":/tmp/early")
        for _, name in ipairs { "real", "later" } do expect(cat(c, "/tmp/" .. name)):equals("new\n") end
        for _, name in ipairs { "link", "second", "early" } do
            expect(c:path_stat("/tmp/" .. name).is_link):equals(true)
        end
        write(place .. "/real", "old")
        os.execute(("cd %s && ln -s real link && ln -s link second && ln -s %s/later early"):format(place, place))
        c:cp(":/tmp/real", place .. "/second")
        c:cp(":/tmp/real", place .. "/early")
        for _, name in ipairs { "real", "later" } do expect(read(place .. "/" .. name)):equals("new\n") end
        local kind = require("moondock.host").path_kind
        for _, name in ipairs { "link", "second", "early" } do
            expect(kind(place .. "/" .. name, false)):equals("symlink")
        end
    end)

    it("does not go round in a circle of links", function()
        local c, place = engine.start "sleep 60", folder()
        c:exec_run { "sh", "-c", "ln -s b /tmp/a; ln -s a /tmp/b" }
        write(place .. "/new", "new")
        os.execute(("ln -s b %s/a && ln -s a %s/b"):format(place, place))
        expect(function() c:cp(place .. "/new", ":/tmp/a") end):raises()
        expect(function() c:cp(":/etc/passwd", place .. "/a") end):raises { message = "too many links" }
    end)

    it("refuses what cannot be meant, and names it", function()
        local c, place = engine.start "sleep 60", folder()
        for _, case in ipairs {
            { place .. "/none", ":/tmp", "there is no" },
            { ":/etc/passwd", place .. "/no/such/place", "no folder" },
            { "a", "b", "colon" }, { ":/a", ":/b", "colon" }, { { [1] = "x" }, ":/tmp", "strings by name" },
            { "-", ":/tmp", "no archive" }, { ":/etc/passwd", "-", "no archive" },
        } do
            expect(function() c:cp(case[1], case[2]) end):raises { message = case[3] }
        end
        expect(function() c:cp(":/no/such", place) end):raises { kind = "not_found" }
    end)

    it("keeps a hostile container inside the folder", function()
        local c, place = engine.start "sleep 60", folder()
        c:exec_run { "sh", "-c", "mkdir /tmp/evil; ln -s /etc /tmp/evil/out; ln -s ../../.. /tmp/evil/up; echo x > /tmp/evil/x" }
        expect(function() c:cp(":/tmp/evil", place .. "/copy") end):raises { message = "out" }
        c:cp(":/tmp/evil", place .. "/copy2", { links = "skip" })
        expect(read(place .. "/copy2/x")):equals("x\n")
        expect(io.open(place .. "/copy2/out")):equals(nil)
    end)

    it("goes by name, from one container to another too", function()
        local a, b, place = engine.start "sleep 60", engine.start "sleep 60", folder()
        a:exec_run { "sh", "-c", "echo moved > /tmp/m" }
        docker.cp(a.name .. ":/tmp/m", place)
        expect(read(place .. "/m")):equals("moved\n")
        docker.cp(place .. "/m", b.name .. ":/tmp/n")
        expect(cat(b, "/tmp/n")):equals("moved\n")
        docker.cp(a.name .. ":/tmp/m", b.name .. ":/tmp")
        expect(cat(b, "/tmp/m")):equals("moved\n")
        expect(function() docker.cp("a", "b") end):raises { message = "names a container" }
    end)
end)

describe("archives", function()
    test.it("that try to leave the folder are refused", function()
        local place = folder()
        -- What an honest writer would not make is made by hand: a ustar header.
        local function tar(name, kind, link)
            local function field(text, size) return text .. ("\0"):rep(size - #text) end
            local head = field(name, 100) .. "0000644\0" .. "0000000\0" .. "0000000\0" .. "00000000000\0" .. "00000000000\0"
                .. "        " .. kind .. field(link or "", 100) .. "ustar\0" .. "00" .. ("\0"):rep(32 + 32 + 8 + 8 + 155 + 12)
            local sum = 0
            for i = 1, 512 do sum = sum + head:byte(i) end
            return head:sub(1, 148) .. ("%06o\0 "):format(sum) .. head:sub(157) .. ("\0"):rep(1024)
        end
        for _, case in ipairs {
            { "../evil", "0" }, { "/evil", "0" }, { "a/../../evil", "0" }, { "l", "2", "/etc" }, { "l", "2", "../.." },
            { "h", "1", "/etc/passwd" }, { "h", "1", "../x" }, { "dev", "3" },
        } do
            expect(function() archive.unpack(tar(table.unpack(case)), place .. "/in") end):raises()
        end
        expect(io.open(place .. "/evil")):equals(nil)
    end)

    test.it("hold what was packed, and unpack to the same", function()
        local place = folder()
        write(place .. "/f", ("x"):rep(100000))
        local bytes = archive.stream { { path = place .. "/f", name = "deep/f" }, { name = "m", content = "hi", mode = 384 } }
        local summary = archive.unpack(bytes, place .. "/out")
        expect(read(place .. "/out/deep/f")):equals(("x"):rep(100000))
        expect(read(place .. "/out/m")):equals("hi")
        expect(summary.bytes):equals(100002)
    end)
end)

return test.report()
