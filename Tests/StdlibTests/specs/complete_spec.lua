local test = require "test"
local complete = require "moondock.complete"
local describe, it, expect = test.describe, test.it, test.expect

local SEPARATOR = "\31"

-- The texts of the candidates, joined by blanks, and the line of marks.
local function ask(subject, prefix, given)
    given = given or {}
    local function joined(words) return (words or ""):gsub(" ", SEPARATOR) end
    local answer = complete.candidates(subject, prefix, joined(given.path), joined(given.callee), given.argument or 1,
        joined(given.fields), given.flags or "", joined(given.present), joined(given.locals))
    local texts = {}
    local marks = answer:match("^[^\n]*")
    for text in answer:gmatch("\n([^\t]*)\t") do texts[#texts + 1] = text end
    return table.concat(texts, " "), marks, answer
end

describe("complete.candidates", function()
    it("shows what begins with the prefix, else what contains it, else what has its letters in order", function()
        spec_value = { alpha = 1, alphabet = 2, beta = 3, Gamma = 4, _hidden = 5, ["not a name"] = 6 }
        expect((ask("field", "al", { path = "=spec_value" }))):equals("alpha alphabet")
        expect((ask("field", "ga", { path = "=spec_value" }))):equals("Gamma")
        expect((ask("field", "et", { path = "=spec_value" }))):equals("alphabet beta")
        expect((ask("field", "bt", { path = "=spec_value" }))):equals("alphabet beta")
        expect((ask("field", "", { path = "=spec_value" }))):equals("Gamma alpha alphabet beta")
        expect((ask("field", "_", { path = "=spec_value" }))):equals("_hidden")
        expect((ask("field", "xyz", { path = "=spec_value" }))):equals("")
    end)

    it("offers functions only behind a colon", function()
        spec_value = { run = print, count = 1 }
        expect((ask("method", "", { path = "=spec_value" }))):equals("run")
        expect((ask("method", "rep", { path = "=spec_value .nothing" }))):equals("")
    end)

    it("runs no code of the values that it looks at", function()
        local touched = false
        local function touch() touched = true end
        spec_value = setmetatable({ own = 1 }, { __index = touch, __pairs = touch, __len = touch, __tostring = touch })
        expect((ask("field", "", { path = "=spec_value" }))):equals("own")
        expect((ask("field", "", { path = "=spec_value .absent" }))):equals("")
        expect((ask("field", "", { path = "=spec_value .own" }))):equals("")
        expect(touched):equals(false)
    end)

    it("follows metatables to where members come from", function()
        local base = { inherited = 1 }
        spec_value = setmetatable({}, { __index = setmetatable({ nearer = 2 }, { __index = base }), __metatable = false })
        expect((ask("field", "", { path = "=spec_value" }))):equals("inherited nearer")
        spec_value = {}
        setmetatable(spec_value, { __index = spec_value })
        expect((ask("field", "", { path = "=spec_value" }))):equals("")
    end)

    it("offers options that are not there yet, and true and false for a boolean one", function()
        local run = { callee = "=docker .containers .run", argument = 3, flags = "key", present = "detach" }
        expect((ask("name", "deta", run))):equals("")
        run.present = ""
        expect((ask("name", "deta", run))):equals("detach")
        run.flags, run.fields = "table", "detach"
        expect((ask("name", "", run))):equals("true false")
    end)

    it("offers the values of an option", function()
        local wait = { callee = "=docker .containers .get ( :wait", fields = "condition", flags = "table", path = '"' }
        expect((ask("string", "", wait))):equals("not-running next-exit removed")
    end)

    it("offers the methods of lists, in a chain too, and those of their items", function()
        local function has(path, expected)
            local found = (" %s "):format((ask("method", "", { path = path })))
            for name in expected:gmatch("%S+") do expect(found):contains((" %s "):format(name)) end
            return found
        end
        local list = "=docker .containers .list ("
        has(list, "where sort select map csv json")
        has(list .. " :where ( :sort ( :where (", "where csv")
        has(list .. " :select (", "where csv")
        has(list .. " :csv (", "gsub upper")
        expect(has(list .. " :where ( #1", "stop logs"):find(" csv ", 1, true)):equals(nil)
        spec_value = require("docker.collection").list("containers", {})
        has("=spec_value", "where sort csv")
        has("=spec_value :sort (", "select")
        local stack = { items = {}, push = print }
        stack.__index = stack
        spec_value = setmetatable({}, stack)
        expect((ask("method", "", { path = "=spec_value" }))):equals("push")
        expect(has(list, "where"):find(" stop ", 1, true)):equals(nil)
    end)

    it("offers what the engine filters by, its words, and never files", function()
        local list = { callee = "=docker .containers .list", fields = "filters", flags = "key" }
        expect((ask("name", "sta", list))):equals("status")
        expect((ask("name", "task", list))):equals('["is-task"]')
        expect((ask("name", "unt", { callee = "=docker .images .list", fields = "filters", flags = "key" })))
            :equals('["until"]')
        list.present = "status"
        expect((ask("name", "status", list))):equals("")
        local value = { callee = "=docker .containers .list", fields = "filters status", flags = "table", path = '"' }
        local words, marks = ask("string", "e", value)
        expect(words .. marks):equals("exited")
        expect((ask("string", "re", { callee = "=docker .containers .list", fields = "filters status []", path = '"' })))
            :equals("restarting removing")
        value.fields = "filters dangling"
        value.callee = "=docker .images .list"
        expect((ask("name", "", value))):equals('"true" "false"')
        value.fields = "filters label"
        expect(table.concat({ ask("string", "x", value) }, "", 1, 2)):equals("")
        expect((ask("name", "ty", { callee = "=docker .events", fields = "filters", flags = "key" }))):equals("type")
        expect((ask("string", "vol", { callee = "=docker .events", fields = "filters type", path = '"' }))):equals("volume")
        expect((ask("name", "heal", { callee = "=docker .api .ContainerList", fields = "filters", flags = "key" })))
            :equals("health")
    end)

    it("knows operations and their parameters", function()
        expect((ask("field", "ContainerLo", { path = "=docker .api" }))):equals("ContainerLogs")
        local logs = { callee = "=docker .api .ContainerLogs", flags = "key" }
        expect((ask("name", "ti", logs))):equals("timeout timestamps")
    end)

    it("leaves file names to whoever reads folders, where no name of an object is due", function()
        local _, marks = ask("string", "x", { callee = "=io .open", path = '"' })
        expect(marks):equals("files")
    end)

    it("never gives a control character away", function()
        spec_value = { plain = "a\27[31mb\nc" }
        local _, _, answer = ask("field", "", { path = "=spec_value" })
        expect(answer:find("[\27\127]")):equals(nil)
        expect(select(2, answer:gsub("\n", ""))):equals(1)
    end)

    it("is quick with a table of very many fields", function()
        spec_value = {}
        for i = 1, 200000 do spec_value["field_" .. i] = i end
        local start = require("moondock.host").monotonic()
        ask("field", "field_1", { path = "=spec_value" })
        expect(require("moondock.host").monotonic() - start < 1):equals(true)
        spec_value = nil
    end)
end)

describe("complete.hint", function()
    it("tells the arguments that may follow, and the options that are left", function()
        local function hint(callee, ...) return complete.hint(callee:gsub(" ", SEPARATOR), ...) end
        expect(hint("=docker .containers .run", 1, "", "")):equals("image, [command], {options}")
        expect(hint("=docker .containers .get ( :wait", 1, "key", "timeout")):equals("condition =")
        expect(hint("=print", 1, "", "")):equals("")
        expect(hint("=nothing .at .all", 1, "", "")):equals("")
    end)
end)
