local test = require "test"
local task = require "task"
local describe, it, expect = test.describe, test.it, test.expect

describe("job", function()
    it("keeps what it prints, and gives its results", function()
        local j = job(function(a)
            print("one", a)
            task.sleep(0.01)
            io.write("two")
            return a * 2
        end, 21)
        expect(j:wait()):equals(42)
        expect(j:output()):equals("one\t21\ntwo")
        expect(j:status()):equals("done")
    end)

    it("two at once do not mix their output", function()
        local function work(name)
            return job(function()
                for i = 1, 3 do
                    print(name, i)
                    task.sleep(0.002)
                end
            end)
        end
        local a, b = work "a", work "b"
        a:wait()
        b:wait()
        expect(a:output()):equals("a\t1\na\t2\na\t3\n")
        expect(b:output()):equals("b\t1\nb\t2\nb\t3\n")
    end)

    it("is cancelled, and shows in the list", function()
        local j = job(function() task.sleep(60) end)
        task.sleep(0.01)
        expect(jobs()[j.number]):equals(j)
        j:cancel()
        expect(pcall(j.wait, j)):equals(false)
        expect(j:status()):equals("cancelled")
        j:cancel()
        expect(tostring(jobs()):find("cancelled") ~= nil):equals(true)
    end)

    it("keeps no more output than allowed", function()
        local module = require "job"
        local before = module.keep
        module.keep = 100
        local j = job(function() for i = 1, 100 do print(("line %03d"):format(i)) end end)
        j:wait()
        module.keep = before
        expect(#j:output() <= 100):equals(true)
        expect(j:output():find("line 100\n$") ~= nil):equals(true)
    end)

    it("needs a function", function()
        expect(pcall(job, 42)):equals(false)
    end)
end)
