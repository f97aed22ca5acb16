-- Images, and the ways they come and go.

local test = require "test"
local engine = require "engine_support"
local tar = require "operations.tar"
local expect = test.expect

local nowhere = "127.0.0.1:1"
local unreachable = { kind = "api", status = 500, message = "connection refused" }

return function(s)
    local image = s.name .. ":made"
    local archive

    local function last(values) return values[#values] end

    local steps = {
        {
            "ImageCreate",
            {
                fromSrc = "-", repo = s.name, tag = "imported", changes = { "LABEL " .. s.label_text },
                body = tar.pack { { "note", "imported" } },
            },
            gives = function(values) expect(last(values).status):matches("^sha256:") end,
        },
        {
            "ImageCreate", { fromImage = nowhere .. "/busybox", tag = "latest" }, refuses = unreachable,
            because = "there is no such registry",
        },
        {
            "ImageBuild",
            {
                t = { image }, labels = s.label, rm = true, version = "1",
                body = tar.pack {
                    { "Dockerfile", ("FROM %s\nCOPY note /\nRUN test -e /note\n"):format(engine.image) },
                    { "note", "built" },
                },
            },
            gives = function(values) expect(last(values).stream):matches("^Successfully tagged") end,
        },
        {
            "ImageBuild", { version = "1", body = tar.pack { { "Dockerfile", "FROM scratch\nNONSENSE\n" } } },
            refuses = { kind = "invalid_argument", status = 400, message = "unknown instruction: NONSENSE" },
            because = "the Dockerfile is wrong",
        },
        { "BuildPrune", { filters = { id = { "none" } } } },
        { "BuildCancel", { id = s.name } },
        {
            "ImageCommit", { container = s.container, repo = s.name, tag = "committed", body = { Labels = s.label } },
            gives = function(reply) expect(reply.Id):matches("^sha256:") end,
        },
        {
            "ImageList", { filters = { label = { s.label_text } } },
            gives = function(list) expect(#list):equals(3) end,
        },
        {
            "ImageInspect", { name = image },
            gives = function(attrs) expect(attrs.RepoTags):equals { image } end,
        },
        { "ImageHistory", { name = image }, gives = function(list) expect(#list):at_least(2) end },
        { "ImageAttestations", { name = image } },
        { "ImageTag", { name = image, repo = s.name, tag = "other" } },
        {
            "ImageGet", { name = s.name .. ":imported" },
            gives = function(stream)
                archive = stream:read_all()
                expect(#archive):at_least(1024)
            end,
        },
        {
            "ImageGetAll", { names = { s.name .. ":imported", s.name .. ":committed" } },
            gives = function(stream) expect(#stream:read_all()):at_least(1024) end,
        },
        {
            "ImageLoad", function() return { body = archive } end,
            gives = function(values)
                expect(last(values).stream):contains("Loaded image: " .. s.name .. ":imported")
            end,
        },
        {
            "ImageLoad", { body = tar.pack { { "note", "no image" } } },
            refuses = { kind = "api" }, because = "it is no image",
        },
        { "ImageTag", { name = image, repo = nowhere .. "/" .. s.name, tag = "made" } },
        {
            "ImagePush", { name = nowhere .. "/" .. s.name, tag = "made" },
            refuses = { kind = "api", message = "connection refused" }, because = "there is no such registry",
        },
        { "ImageDelete", { name = nowhere .. "/" .. s.name .. ":made" } },
        {
            "ImageSearch", { term = nowhere .. "/busybox" },
            refuses = s.speaks "1.42" and { kind = "invalid_argument", status = 400, message = "connection refused" }
                or unreachable,
            because = "there is no such registry",
        },
        {
            "ImageDelete", { name = image },
            gives = function(list) expect(list[1].Untagged):equals(image) end,
        },
        {
            "ImageInspect", { name = image }, refuses = { kind = "not_found", status = 404, message = "No such image" },
            because = "it is gone",
        },
        {
            "ImagePrune", { filters = { dangling = { "true" }, label = { s.label_text } } },
            gives = function(reply) expect(reply.SpaceReclaimed):at_least(0) end,
        },
    }
    if s.registry then
        local repository, tag = s.image_in_registry:match("^(.*):(.-)$")
        local more = {
            { "ImageTag", { name = engine.image, repo = repository, tag = tag } },
            {
                "ImagePush", { name = repository, tag = tag },
                gives = function(values) expect(last(values).aux.Digest):matches("^sha256:") end,
            },
            { "ImageDelete", { name = s.image_in_registry } },
            { "ImageCreate", { fromImage = repository, tag = tag } },
            {
                "ImageCreate", { fromImage = s.private_registry .. "/none", tag = "latest" },
                refuses = { kind = "unauthorized", status = 500, message = "no basic auth credentials" },
                because = "the registry wants a password",
            },
        }
        for _, step in ipairs(more) do steps[#steps + 1] = step end
    end
    return steps
end
