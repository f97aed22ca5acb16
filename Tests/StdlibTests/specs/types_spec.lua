local test = require "test"
local index = require "help.index"
local types = require "help.types"
local describe, it, expect = test.describe, test.it, test.expect

describe("types for editors", function()
    local text = types.text()

    it("are a Lua file", function()
        expect(text):matches("^%-%-%-@meta\n")
        local chunk, problem = load(text, "=types", "t", {})
        expect(problem):equals(nil)
        expect(chunk):differs(nil)
    end)

    it("declare every public function, method and operation", function()
        local missing = {}
        local has = {}
        for name in text:gmatch("\nfunction ([%w_.:]+)%(") do has[name] = true end
        for name in text:gmatch("\n%-%-%-@field ([%w_]+)%??") do has[":" .. name] = true end
        for _, topic in ipairs(index.all()) do
            local key = topic.name:match("[%w_]+$")
            local found = has[topic.name]
            if topic.kind == "method" then
                found = has[":" .. key]
                for name in pairs(has) do found = found or name:sub(-#key - 1) == ":" .. key end
            elseif topic.kind == "operation" then
                found = has["docker.api." .. topic.name]
            elseif topic.kind ~= "function" then
                found = true
            end
            if not found then missing[#missing + 1] = topic.name end
        end
        expect(missing):equals {}
    end)

    it("know options, their types and choices", function()
        expect(text):contains("---@class docker_containers_run_options\n")
        expect(text):contains("---@field detach? boolean in the background\n")
        expect(text):contains('---@field condition? "not-running"|"next-exit"|"removed"')
        expect(text):contains("---@class ContainerLogsParameters\n")
        expect(text):contains("function Container:logs(options) end")
    end)

    it("speak only of classes that they declare", function()
        local known = {}
        for name in text:gmatch("%-%-%-@class ([%w_.]+)") do known[name] = true end
        for name in text:gmatch("%-%-%-@alias ([%w_.]+)") do known[name] = true end
        local unknown = {}
        for kind in text:gmatch("%-%-%-@param [%w_.]+%?? (%u%w+)") do
            if not known[kind] then unknown[#unknown + 1] = kind end
        end
        for kind in text:gmatch("%-%-%-@return (%u%w+)") do
            if not known[kind] then unknown[#unknown + 1] = kind end
        end
        expect(unknown):equals {}
    end)

    it("are written whole into a folder that is made", function()
        local folder = os.tmpname()
        os.remove(folder)
        test.cleanup(function()
            os.remove(folder .. "/moondock.lua")
            os.remove(folder)
        end)
        expect(types.write(folder .. "/")):equals(folder .. "/moondock.lua")
        local file <close> = assert(io.open(folder .. "/moondock.lua"))
        expect(file:read("a")):equals(text)
        expect(function() types.write("/proc/nowhere") end):raises()
    end)
end)

return test.report()
