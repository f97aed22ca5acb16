--- Pages of help that are about no function: errors, exit codes, environment, safety, limits, recordings.
---
---     help "errors"
---     help "exit codes"
---
--- Each is a table `{ name, also, summary, sections }`; a section has a title and text, rows or code.

local M = {}

local function errors_of_all_kinds()
    local errors = require "moondock.errors"
    local kinds, rows = {}, {}
    for kind in pairs(errors.kinds) do kinds[#kinds + 1] = kind end
    table.sort(kinds)
    for i, kind in ipairs(kinds) do
        rows[i] = { kind, nil, ("%s. Next: %s"):format(errors.kinds[kind], errors.next_steps[kind]) }
    end
    return rows
end

local function settable_limits()
    local limits, rows = require "docker.limits", {}
    for i, limit in ipairs(limits.all()) do
        local write = limit.unit == "bytes" and limits.size or tostring
        rows[i] = { limit.name, ("%s (%s)"):format(write(limit.default), write(limit.most)), limit.doc }
    end
    return rows
end

local function pairs_as_rows(list)
    local rows = {}
    for i, pair in ipairs(list) do rows[i] = { pair[1], nil, pair[2] } end
    return rows
end

local guides = {
    {
        name = "errors", also = { "error kinds", "kinds" },
        summary = "What errors are, every kind of them, and what to do next.",
        sections = {
            { text = "An error is a table with kind, message, hint, status (of the engine's reply), operation, cause and "
                .. "where (the line of your script). tostring(err) gives message and hint. Kinds are few and stay the "
                .. "same; messages are for people and may change." },
            { title = "EXAMPLE", code = { 'local ok, err = pcall(docker.containers.get, "web")',
                'if not ok and err.kind == "not_found" then print(err.hint) end' } },
            { title = "KINDS", rows = errors_of_all_kinds },
        },
    },
    {
        name = "exit codes", also = { "exit code", "exit_codes", "exitcodes", "exit status" },
        summary = "What the program's exit code tells.",
        sections = {
            { rows = function()
                return {
                    { "0", nil, "done" },
                    { "1", nil, "an error in Lua that nobody caught" },
                    { "2", nil, "wrong usage: an option or argument that the program does not take" },
                    { "3", nil, "the engine cannot be reached: kinds connection and tls" },
                    { "4", nil, "the engine refused: kinds api, version and build, and whatever has a status" },
                    { "124", nil, "the limit of --timeout was reached" },
                    { "130", nil, "interrupted" },
                    { "128 + n", nil, "ended by signal n; 141 when nobody reads the output any more" },
                }
            end },
            { text = "os.exit(n) in a script chooses the code itself; what is being recorded or traced is written before." },
        },
    },
    {
        name = "environment", also = { "environment variables", "env", "variables" },
        summary = "The variables of the environment that moondock looks at.",
        sections = {
            { title = "WHICH ENGINE", rows = function()
                return {
                    { "DOCKER_HOST", nil, "its address, when neither -H nor --context is given" },
                    { "DOCKER_CONTEXT", nil, "the docker command's context of that name" },
                    { "DOCKER_TLS_VERIFY", nil, "not empty: tcp:// speaks TLS and the engine has to prove itself" },
                    { "DOCKER_TLS", nil, "not empty: tcp:// speaks TLS and whoever answers is believed" },
                    { "DOCKER_CERT_PATH", nil, "folder of ca.pem, cert.pem and key.pem; default ~/.docker" },
                    { "DOCKER_API_VERSION", nil, "the version to speak instead of the newest that both know" },
                }
            end },
            { title = "CREDENTIALS", rows = function()
                return {
                    { "DOCKER_CONFIG", nil, "folder of config.json and contexts; default ~/.docker" },
                    { "DOCKER_AUTH_CONFIG", nil, "credentials for registries as JSON, before those of config.json" },
                    { "MOONDOCK_CREDENTIAL_TIMEOUT", nil, "seconds that a credential helper may take; default 10" },
                    { "MOONDOCK_LIMITS", nil, 'how much is taken of what an engine sends; help "limits"' },
                }
            end },
            { title = "THE SHELL", rows = function()
                return {
                    { "XDG_CONFIG_HOME", nil, "rc.lua and config.json are in its folder moondock; default ~/.config" },
                    { "XDG_STATE_HOME", nil, "the history is in its folder moondock; default ~/.local/state" },
                    { "HOME", nil, "where the defaults are" },
                    { "PAGER", nil, "shows results longer than the screen; default less" },
                    { "VISUAL, EDITOR", nil, "the editor of .edit" },
                    { "NO_COLOR", nil, "not empty: no colours" },
                    { "TERM", nil, '"dumb": no colours, and a plain line editor' },
                    { "TMPDIR", nil, "where .edit keeps its file; default /tmp" },
                }
            end },
        },
    },
    {
        name = "safety", also = { "read-only", "read only", "dry run", "dry-run" },
        summary = "How not to change what you did not mean to change.",
        sections = {
            { title = "BEFORE", rows = function()
                return {
                    { "explain(f)", nil, "the requests of a function in their order: reads are done, writes only shown" },
                    { "--dry-run", nil, "the same for a whole script" },
                    { "dry_run = true", nil, "of prune, and of remove of many: what would go" },
                    { 'trace "cli"', nil, "the docker command of each call" },
                }
            end },
            { title = "NEVER", rows = function()
                return {
                    { "--read-only", nil, "every operation that changes anything is refused before it is sent" },
                    { "read_only = true", nil, "of docker.connect: the same for one client" },
                    { "config.set", nil, '"production": the shell asks before anything is removed in these contexts' },
                }
            end },
            { title = "SCRIPTS", rows = function()
                return {
                    { "--sandbox-lua", nil, "code that is not trusted: Lua gets no files, processes, environment, logins or "
                        .. "other engines. A container can own the machine, so add --read-only" },
                    { "--timeout", nil, "the longest that a run may take" },
                    { "--max-memory", nil, "how much memory Lua may take" },
                    { "--max-instructions", nil, "how many steps of Lua a run may take" },
                }
            end },
            { title = "EXAMPLE", code = { 'local prod = docker.connect { context = "prod", read_only = true }',
                "explain(function() docker.containers.prune() end)" } },
        },
    },
    {
        name = "limits", also = { "limit" },
        summary = "How much is taken of what an engine sends, and how to change it.",
        sections = {
            { text = "What is larger is an error of kind limit, so that an engine under a foreign hand can cost no more. "
                .. "Sizes are bytes, or have a unit: k, m, g." },
            { title = "SETTABLE: NAME, DEFAULT (MOST)", rows = settable_limits },
            { title = "HOW", code = { 'docker.connect { limits = { reply = "16m", line = "64k" } }',
                "MOONDOCK_LIMITS=line=64k,depth=64 moondock …" } },
            { title = "FIXED", rows = function() return pairs_as_rows(require("docker.limits").fixed) end },
            { title = "SET ELSEWHERE", rows = function() return pairs_as_rows(require("docker.limits").elsewhere) end },
        },
    },
    {
        name = "recordings", also = { "recording", "record", "replay", "har" },
        summary = "Sessions that are kept, and given again without an engine.",
        sections = {
            { text = "moondock --record s.har script.lua keeps every exchange with the engine as HAR 1.2, which browsers "
                .. "read too, with streams and their timing. moondock --replay s.har script.lua takes the answers from "
                .. "there and gives the same output. A request that is not in the recording is an error that says how it "
                .. "differs. Secrets are hidden in the file. Lessons have recordings of their own: without an engine they "
                .. 'run on them; lesson("logs", { offline = true }) asks for it.' },
            { title = "EXAMPLE", code = { "moondock --record ps.har -e 'docker.containers.list{all=true}'",
                "moondock --replay ps.har -e 'return #docker.containers.list{all=true}' --json" } },
        },
    },
}

--- All guides.
---@return table[]
function M.all() return guides end

--- The guide of a name.
---@param name string
---@return table? guide
function M.named(name)
    name = name:lower()
    for _, guide in ipairs(guides) do
        if guide.name == name then return guide end
        for _, other in ipairs(guide.also) do
            if other == name then return guide end
        end
    end
end

return M
