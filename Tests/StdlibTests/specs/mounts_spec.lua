local test = require "test"
local mounts = require "docker.mounts"
local describe, it, expect = test.describe, test.it, test.expect

describe("mounts.binds", function()
    it("takes a table of sources", function()
        local binds, paths = mounts.binds {
            ["/srv"] = { bind = "/data", mode = "ro" }, vol = "/v", ["/p"] = { bind = "/q", propagation = "rshared" },
        }
        expect(binds):equals { "/p:/q:rw,rshared", "/srv:/data:ro", "vol:/v:rw" }
        expect(paths):equals { ["/data"] = {}, ["/v"] = {}, ["/q"] = {} }
        expect((mounts.binds { ["/a"] = { bind = "/b", ro = true } })):equals { "/a:/b:ro" }
    end)

    it("takes strings", function()
        local binds, paths = mounts.binds { "/srv:/data:ro", "vol:/v", "/anonymous", "/x:ro" }
        expect(binds):equals { "/srv:/data:ro", "vol:/v", "/x:ro" }
        expect(paths):equals { ["/data"] = {}, ["/v"] = {}, ["/anonymous"] = {}, ["/x"] = {} }
        expect((mounts.binds "/a:/b")):equals { "/a:/b" }
    end)

    it("explains what it cannot read", function()
        expect(function() mounts.binds { ["/a"] = { mode = "ro" } } end):raises { message = "needs a bind" }
        expect(function() mounts.binds { ["/a"] = { bind = "/b", ro = true, mode = "rw" } } end):raises {
            message = "both",
        }
        expect(function() mounts.binds { 5 } end):raises { kind = "invalid_argument" }
    end)
end)

describe("mounts.mounts", function()
    it("takes the fields of docker-py's Mount", function()
        expect(mounts.mounts {
            { target = "/data", source = "vol", labels = { a = "b" }, no_copy = true },
            { type = "bind", target = "/t", source = "/s", read_only = true, propagation = "rslave" },
            { type = "tmpfs", target = "/run", tmpfs_size = "64m", tmpfs_mode = 448 },
        }):equals {
            { Target = "/data", Source = "vol", Type = "volume", ReadOnly = false,
                VolumeOptions = { NoCopy = true, Labels = { a = "b" } } },
            { Target = "/t", Source = "/s", Type = "bind", ReadOnly = true, BindOptions = { Propagation = "rslave" } },
            { Target = "/run", Type = "tmpfs", ReadOnly = false, TmpfsOptions = { SizeBytes = 67108864, Mode = 448 } },
        }
    end)

    it("takes strings and the engine's own form", function()
        expect(mounts.mounts { "/s:/t:ro", "vol:/v", "/anonymous", { Target = "/x", Type = "volume" } }):equals {
            { Target = "/t", Source = "/s", Type = "bind", ReadOnly = true },
            { Target = "/v", Source = "vol", Type = "volume", ReadOnly = false },
            { Target = "/anonymous", Type = "volume", ReadOnly = false },
            { Target = "/x", Type = "volume" },
        }
    end)

    it("refuses options of another type, and a mount without target", function()
        expect(function() mounts.mounts { { type = "bind", target = "/t", tmpfs_size = 1 } } end):raises {
            message = "tmpfs_size is for mounts of type tmpfs, not bind",
        }
        expect(function() mounts.mounts { { source = "x" } } end):raises { message = "target" }
        expect(function() mounts.mounts { { target = "/x", tpye = "bind" } } end):raises { hint = "type" }
    end)
end)

return test.report()
