-- Runs the spec files named as arguments and ends with their exit code:
--     moondock run.lua time_spec.lua units_spec.lua
-- MOONDOCK_TEST_LEFT_OUT names tests that are skipped and why, one a line: a part of the title, |, the reason.

local test = require "test"

local left_out = {}
for part, reason in (os.getenv "MOONDOCK_TEST_LEFT_OUT" or ""):gmatch "([^|\n]+)|([^\n]+)" do
    left_out[#left_out + 1] = { part = part, reason = reason }
end

local it = test.it
function test.it(title, body)
    for _, entry in ipairs(left_out) do
        if title:find(entry.part, 1, true) then
            body = function() test.skip(entry.reason) end
        end
    end
    it(title, body)
end

os.exit(test.run(arg))
