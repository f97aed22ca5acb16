local test = require "test"
local dockerfile = require "docker.dockerfile"
local describe, it, expect = test.describe, test.it, test.expect

local function words(text)
    local list = {}
    for i, instruction in ipairs((dockerfile.read(text))) do
        list[i] = ("%d %s %s"):format(instruction.line, instruction.name, instruction.words)
    end
    return list
end

describe("a Dockerfile", function()
    it("is read instruction by instruction", function()
        for text, wanted in pairs {
            [""] = {},
            ["\n# only words\n"] = {},
            ["from a"] = { "1 FROM a" },
            ["\xef\xbb\xbfFROM a\r\nRUN b\r\n"] = { "1 FROM a", "2 RUN b" },
            ["FROM a\nRUN b \\\n  c\nCMD d"] = { "1 FROM a", "2 RUN b   c", "4 CMD d" },
            ["FROM a\nRUN b \\\n# why\n\n c\nCMD d"] = { "1 FROM a", "2 RUN b  c", "6 CMD d" },
            ["# escape=`\nFROM a\nRUN b `\n c\\\nCMD d"] = { "2 FROM a", "3 RUN b  c\\", "5 CMD d" },
            ["FROM a\nRUN b \\"] = { "1 FROM a", "2 RUN b " },
            ["FROM a\nRUN <<EOF\nCMD x\nEOF\nCMD d"] = { "1 FROM a", "2 RUN <<EOF", "5 CMD d" },
            ["FROM a\nRUN <<-'E'\n\tCMD x\n\tE\nCMD d"] = { "1 FROM a", "2 RUN <<-'E'", "5 CMD d" },
            ["FROM a\nRUN <<A <<B\nA\nCMD x\nB\nCMD d"] = { "1 FROM a", "2 RUN <<A <<B", "6 CMD d" },
            ["FROM a\nRUN echo <<EOF\nCMD d"] = { "1 FROM a", "2 RUN echo <<EOF", "3 CMD d" },
        } do
            expect(words(text)):equals(wanted)
        end
    end)

    it("has directives above everything else", function()
        local _, found = dockerfile.read("# syntax=docker/dockerfile:1\n# Escape = `\n# plain words\n# check=x\nFROM a")
        expect(found):equals { syntax = "docker/dockerfile:1", escape = "`" }
        _, found = dockerfile.read("FROM a\n# syntax=x")
        expect(found):equals {}
    end)

    it("tells the images that it needs", function()
        for text, wanted in pairs {
            ["FROM a:1 AS x\nFROM x\nFROM --platform=linux/arm64 b\nFROM scratch"] = { "a:1", "b" },
            ["FROM a\nCOPY --from=c:2 /x /\nCOPY --from=0 /x /\nRUN --mount=type=bind,from=d y"] = { "a", "c:2", "d" },
            ["# syntax=s/d:1\nfrom a as B\ncopy --from=b /x /"] = { "s/d:1", "a" },
        } do
            expect(dockerfile.images(text)):equals(wanted)
        end
        expect(dockerfile.images("ARG V=1\nFROM a:$V")):equals(nil)
    end)

    it("shows what only BuildKit can build", function()
        for text, wanted in pairs {
            ["FROM a\nRUN --mount=type=cache,target=/c b"] = "RUN --mount",
            ["FROM a\nRUN --network=none b"] = "RUN --network",
            ["FROM a\nCOPY --chown=1 --link b c"] = "COPY --link",
            ["FROM a\nADD --checksum=sha256:1 b c"] = "ADD --checksum",
            ["FROM a\nRUN <<EOF\nhi\nEOF\n"] = "a heredoc",
            ["FROM a\nCOPY <<\"F\" /x\nhi\nF\n"] = "a heredoc",
        } do
            local found = dockerfile.needs_buildkit(text)
            expect(found and found.what):equals(wanted)
            expect(found.line):equals(2)
        end
        expect(dockerfile.needs_buildkit("FROM a\nRUN --mount=type=secret,id=x b").session):equals("secret")
        expect(dockerfile.needs_buildkit("FROM a\nRUN --mount=id=x,type=ssh b").session):equals("ssh")
        for _, text in ipairs {
            "FROM a\nRUN b --mount=x", "FROM a\nCOPY --chown=1 b c", "FROM a\nRUN echo $((1<<EOF)) <<<x", "# syntax=x\nFROM a",
        } do
            expect(dockerfile.needs_buildkit(text)):equals(nil)
        end
    end)
end)

return test.report()
