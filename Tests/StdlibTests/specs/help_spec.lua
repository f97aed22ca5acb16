local test = require "test"
local help = require "help"
local index = require "help.index"
local source = require "help.source"
local describe, it, expect = test.describe, test.it, test.expect

local function members_without_help(names, prefix)
    local missing = {}
    for name in pairs(names) do
        if not index.named(prefix .. name) then missing[#missing + 1] = prefix .. name end
    end
    return missing
end

describe("help", function()
    it("knows every public name and says something about it", function()
        local silent = {}
        for _, topic in ipairs(index.all()) do
            local summary = topic.operation and topic.operation.doc or topic.doc and topic.doc.summary or ""
            if summary == "" then silent[#silent + 1] = topic.name end
        end
        expect(silent):equals {}
        expect(#index.all()):at_least(200)
    end)

    it("finds whatever a client, a collection or an object has", function()
        expect(members_without_help(getmetatable(docker).members, "docker.")):equals {}
        expect(members_without_help(getmetatable(docker).lazy, "docker.")):equals {}
        for name in pairs(getmetatable(docker).lazy) do
            local members = (getmetatable(docker[name]) or {}).members
            expect(members_without_help(members or {}, ("docker.%s."):format(name))):equals {}
        end
        for name, class in pairs(require("docker.model").classes) do
            expect(members_without_help(class.methods, name .. ":")):equals {}
            expect(members_without_help(class.properties, name .. ".")):equals {}
        end
        for _, name in ipairs(require("strict").globals()) do expect(index.named(name)):is_true() end
        for id in pairs(require("docker.api").operations()) do expect(index.named(id)):is_true() end
    end)

    it("has a page with an example for every function and operation", function()
        local without = {}
        for _, topic in ipairs(index.all()) do
            local page = require("help.page").topic(topic)
            if (topic.f or topic.operation) and not page:find("\nEXAMPLE\n") then without[#without + 1] = topic.name end
        end
        expect(without):equals {}
    end)

    it("tells of every option what it is for and of which type, of every argument its type", function()
        local behind = require "help.behind"
        local without = {}
        for _, topic in ipairs(index.all()) do
            for _, option in ipairs(topic.f and behind.options(topic.f) or {}) do
                if (option.doc or "") == "" or (option.type or "") == "" then
                    without[#without + 1] = ("%s: %s"):format(topic.name, option.name)
                end
            end
            for _, param in ipairs(topic.f and topic.doc and topic.doc.params or {}) do
                if (param.type or "") == "" then without[#without + 1] = topic.name .. ": " .. param.name end
            end
            for _, parameter in ipairs(topic.operation and topic.operation.parameters or {}) do
                if (parameter.doc or "") == "" then without[#without + 1] = topic.name .. ": " .. parameter.name end
            end
        end
        expect(without):equals {}
    end)

    it("finds the options of every function that takes some", function()
        local behind = require "help.behind"
        local without = {}
        for _, topic in ipairs(index.all()) do
            for _, param in ipairs(topic.f and topic.doc and topic.doc.params or {}) do
                local takes = (param.name == "given" or param.name == "options") and param.type:find "table"
                if takes and #behind.options(topic.f) == 0 then without[#without + 1] = topic.name end
            end
        end
        expect(without):equals {}
        local page = help.text(docker.services.create)
        expect(page):matches("replicas +integer +how many tasks")
        expect(help.text "service:update"):matches("\n  mode +string or map")
        expect(help.text "swarm.init"):contains("advertise_addr")
        expect(help.text "docker.search"):matches("limit +integer")
    end)

    it("tells of every function that asks the engine which operations and which errors there are", function()
        local behind = require "help.behind"
        local silent = {}
        for _, topic in ipairs(index.all()) do
            local page = require("help.page").topic(topic)
            local asks = topic.operation or topic.f and #behind.operations(topic.f) > 0
            if asks and not (page:find "\nENGINE API\n" and page:find "\nERRORS\n") then
                silent[#silent + 1] = topic.name
            end
            local form = topic.operation and require("docker.cli").form(topic.name)
            if form and not page:find("\nDOCKER COMMAND\n", 1, true) then silent[#silent + 1] = topic.name end
        end
        expect(silent):equals {}
    end)

    it("has guides: every kind of error with its next step, exit codes, the environment, safety, recordings", function()
        local errors = require "moondock.errors"
        local page = help.text "errors"
        for kind in pairs(errors.kinds) do
            expect(errors.next_steps[kind]):is_true()
            expect(page):contains("\n  " .. kind .. " ")
        end
        for kind in pairs(errors.next_steps) do expect(errors.kinds[kind]):is_true() end
        expect(help.text "exit codes"):matches("\n  124 +the limit of %-%-timeout was reached")
        expect(help.text "Exit Code"):equals(help.text "exit codes")
        expect(help.text "safety"):contains("--read-only")
        expect(help.text "replay"):contains("--record s.har")
        for _, guide in ipairs(require("help.guides").all()) do
            expect(help.text()):contains(('help "%s"'):format(guide.name))
            for _, other in ipairs(guide.also) do expect(require("help.search").named(other)):equals {} end
            for line in help.text(guide.name):gmatch("[^\n]+") do
                if not line:find("^    ") then expect(require("text").width(line)):at_most(100) end
            end
        end
    end)

    it("has a guide that knows every variable of the environment that the library looks at", function()
        local host = require "moondock.host"
        local page, missing = help.text "environment", {}
        for _, path in ipairs(host.library_files()) do
            if not path:find "^recipes/" then
                local code = (host.library_source(path) or ""):gsub("%-%-[^\n]*", "")
                for name in code:gmatch 'getenv[( ]*"([%u_]+)"' do
                    -- PWD is the folder, and no setting.
                    if name ~= "PWD" and not page:find(name, 1, true) then missing[#missing + 1] = path .. ": " .. name end
                end
            end
        end
        expect(missing):equals {}
    end)

    it("prints examples that are Lua", function()
        local wrong = {}
        for _, topic in ipairs(index.all()) do
            if topic.f or topic.operation then
                local example = require("help.page").topic(topic):match("\nEXAMPLE\n(.-)\n\n") or ""
                local code = example:gsub("%-%->[^\n]*", ""):gsub("{ … }", "{}"):gsub("{…}", "{}")
                    :gsub("do … end", "do end"):gsub("…", "nil")
                if not load(code) and not load("return " .. code) then
                    local lines_are_fine = true
                    for line in code:gmatch("[^\n]+") do
                        if not load(line) and not load("return " .. line) then lines_are_fine = false end
                    end
                    if not lines_are_fine then wrong[#wrong + 1] = topic.name .. ": " .. code end
                end
            end
        end
        expect(wrong):equals {}
    end)

    it("tells of a function its options, endpoints, docker command, example and errors", function()
        local page = help.text(docker.containers.run)
        expect(page):matches("^docker%.containers%.run%(image, command%?, options%?%)")
        expect(page):matches("mem_limit +size +\"512m\", or bytes")
        expect(page):matches("platform +string +os.* %(API 1%.41 and later%)")
        expect(page):matches("tty +boolean .*%(default false%)")
        expect(page):contains("POST /containers/create")
        expect(page):contains("POST /containers/{id}/start")
        expect(page):contains("docker run [OPTIONS] IMAGE")
        expect(page):contains('docker.containers.run("busybox", "echo hi", { remove = true })')
        expect(page):matches("exec_failed +a command or container ended with an exit code other than 0")
    end)

    it("tells of a function that leaves the work to others what they do, and of nothing else", function()
        local page = help.text "docker.logs"
        expect(page):contains "of many containers"
        expect(page:find("stands for several", 1, true)):equals(nil)
        expect(page:match "RETURNS%s+(%a+)"):equals "Stream"
        local _, times = help.text "docker.containers.run":gsub("Runs a command in a new container", "")
        expect(times):equals(1)
        expect(help.text "container:wait_for":find "\n  Waits%.\n"):equals(nil)
    end)

    it("refers to what help knows, and to no module", function()
        local index = require "help.index"
        for _, topic in ipairs(index.all()) do
            if topic.f then
                for name in help.text(topic.name):gmatch "[Ss]ee%s+`(docker%.[%w_]+)`" do
                    if not index.named(name) then error(("%s refers to %s"):format(topic.name, name), 0) end
                end
            end
        end
    end)

    it("takes functions, names, operations, collections, objects and modules", function()
        local by_name = help.text(docker.containers.run)
        expect(help.text "containers.run"):equals(by_name)
        expect(help.text "docker.containers.run"):equals(by_name)
        expect(help.text(docker.connect().containers.run)):equals(by_name)
        expect(help.text(docker.api.ContainerLogs)):equals(help.text "containerlogs")
        expect(help.text(docker.containers)):contains("docker.containers.list")
        expect(help.text(docker)):contains("docker.version")
        expect(help.text(task.map)):matches("^task%.map%(list, f, options%?%)")
        expect(help.text(task)):contains("task.spawn")
        local container = require("docker.container").from_id(docker, "x")
        expect(help.text(container)):contains("container:logs")
        expect(help.text(container.logs)):equals(help.text "container:logs")
        expect(help.text(container.logs)):equals(help.text "container.logs")
        expect(help.text()):contains("docker.containers")
    end)

    it("searches names, options and what is said", function()
        local found = help.text "follow"
        expect(found):contains("docker.logs")
        expect(found):contains("option follow (boolean)")
        expect(found):contains("ContainerLogs")
        expect(help.text "mem_limit"):contains("docker.containers.create")
    end)

    it("names the nearest topic for a misspelt one, and says when a function is not its own", function()
        expect(function() help.text "contaners" end):raises { kind = "invalid_argument", hint = "'containers'" }
        expect(function() help.text(print) end):raises { kind = "invalid_argument", message = "none of moondock's" }
    end)

    it("wraps to 100 columns where there is no terminal, and uses no colour", function()
        for _, name in ipairs { "docker.containers.run", "ContainerLogs", "docker" } do
            local page = help.text(name)
            expect(page:find("\27", 1, true)):is_false()
            for line in page:gmatch("[^\n]+") do
                if not line:find("^    ") then expect(require("text").width(line)):at_most(100) end
            end
        end
    end)

    it("reads annotations with types that hold blanks", function()
        local doc = source.parse { "Does it. More.", "", "    f(1)",
            "@param f fun(a: string, b: any): integer what it calls", "@param o? {a: string, b: integer?} options",
            "@return string[] list of names", "and more" }
        expect(doc.summary):equals "Does it."
        expect(doc.examples):equals { "f(1)" }
        expect(doc.params[1]):equals { name = "f", type = "fun(a: string, b: any): integer", optional = false,
            doc = "what it calls" }
        expect(doc.params[2].type):equals "{a: string, b: integer?}"
        expect(doc.params[2].optional):is_true()
        expect(doc.returns[1]):equals { type = "string[]", doc = "list of names and more" }
    end)
end)

return test.report()
