-- An engine of a spec's own that may be killed, stopped and frozen; the containers it runs live on. See fault_engine.sh.

local test = require "test"
local host = require "moondock.host"
local diagnostics = require "moondock.diagnostics"
local task = require "task"

local M = {}

local here = debug.getinfo(1, "S").source:match("^@(.*/)") or ""

---@class FaultEngine
---@field client Client
local FaultEngine = {}
FaultEngine.__index = FaultEngine

local function script(command, ...)
    local words = table.concat({ command, ... }, " ")
    local ok, _, code = os.execute(("bash '%sfault_engine.sh' %s >/dev/null 2>&1"):format(here, words))
    return ok, code
end

--- Starts one, or skips the test where that cannot be done.
---@param size? string of its disk: "40m"
---@return FaultEngine
function M.start(size)
    if not os.getenv("MOONDOCK_TEST_HOST") then test.skip("without engines: MOONDOCK_TEST_HOST is not set") end
    local self = setmetatable({ folder = ("/tmp/%s"):format(test.unique("mf")), name = "f" }, FaultEngine)
    local ok, code = script("up", self.folder, self.name, size or "")
    if not ok then
        script("down", self.folder, self.name)
        test.skip(("no engine of its own can be started here (%s)"):format(code))
    end
    self.address = ("unix://%s/%s/docker.sock"):format(self.folder, self.name)
    self.client = docker.connect(self.address)
    return self
end

--- Does something to it: kill stop freeze thaw start. Returns the time just before.
---@param command string
---@return number
function FaultEngine:act(command)
    local began = host.monotonic()
    local ok = script(command, self.folder, self.name)
    if not ok then error(("fault_engine.sh %s failed"):format(command)) end
    return began
end

--- Ends it and deletes what it had.
function FaultEngine:down()
    self.client.close()
    script("down", self.folder, self.name)
end

--- What the session holds, for `expect_no_more`.
function FaultEngine:counts() return diagnostics.counts(self.client) end

--- Fails when the session holds more than before, for longer than a moment. Connections that wait for a next call count
--- as before.
---@param before Counts
function FaultEngine:expect_no_more(before)
    local now
    for _ = 1, 100 do
        now = self:counts()
        local more = false
        for _, name in ipairs { "handles", "tasks", "calls", "timers", "events" } do
            more = more or now[name] > before[name]
        end
        local busy = (now.connections - now.idle) - (before.connections - before.idle)
        local files = (now.descriptors - now.connections) - (before.descriptors - before.connections)
        if not more and busy <= 0 and files <= 0 then return end
        task.sleep(0.05)
    end
    error(("more is open than before: %s, before: %s"):format(require("inspect").inspect(now),
        require("inspect").inspect(before)), 2)
end

return M
