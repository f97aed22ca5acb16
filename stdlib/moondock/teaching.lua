--- What the command line wants to see of the exchanges: `--trace`, `--dry-run`, `--record`, `--replay`.

local M = {}

local at_end = {}

--- Begins.
---@param wanted {trace: string?, dry_run: boolean?, record: string?, replay: string?}
function M.begin(wanted)
    if wanted.replay then at_end[#at_end + 1] = require("replay.har").replay(wanted.replay) end
    if wanted.record then at_end[#at_end + 1] = require("replay.har").record(wanted.record) end
    if wanted.dry_run then at_end[#at_end + 1] = require("explain").always() end
    if wanted.trace then
        require("trace").set(wanted.trace)
        at_end[#at_end + 1] = require("trace").finish
    end
    -- os.exit leaves at once: what is to be written at the end is written before.
    local leave = os.exit
    os.exit = function(...)
        M.finish()
        leave(...)
    end
end

--- Ends it: writes what was recorded, shows what is left. Quiet when repeated.
function M.finish()
    local list = at_end
    at_end = {}
    local problem
    for _, f in ipairs(list) do
        local ok, what = pcall(f)
        if not ok then problem = problem or what end
    end
    if problem then error(problem, 0) end
end

return M
