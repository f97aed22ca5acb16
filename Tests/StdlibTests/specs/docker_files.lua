-- Folders with docker files of a test's own, and moondock started as somebody who has them.

local test = require "test"

local M = {}

local function quoted(text) return "'" .. text:gsub("'", [['\'']]) .. "'" end

local function output_of(command)
    local pipe <close> = assert(io.popen(command))
    return (pipe:read("a"):gsub("\n$", ""))
end

local program = output_of("readlink /proc/$PPID/exe")

--- Makes a folder that is gone after the test.
---@return string path
function M.folder()
    local path = output_of("mktemp -d /tmp/moondock-spec.XXXXXX")
    test.cleanup(function() os.execute("rm -rf " .. quoted(path)) end)
    return path
end

--- Writes a file of a folder.
function M.write(path, text)
    local file <close> = assert(io.open(path, "wb"))
    file:write(text)
end

--- Reads a file.
---@return string? text nil when there is none
function M.read(path)
    local file <close> = io.open(path, "rb")
    return file and file:read("a")
end

--- Puts a shell script into the PATH of `run`.
function M.helper(folder, name, script)
    os.execute("mkdir -p " .. quoted(folder .. "/bin"))
    local path = ("%s/bin/docker-credential-%s"):format(folder, name)
    M.write(path, "#!/bin/sh\n" .. script .. "\n")
    os.execute("chmod 700 " .. quoted(path))
end

--- Runs a program with the docker files of a folder, and none of the variables that choose an engine.
---@return {code: integer, output: string, error: string}
local function run(folder, words, environment)
    local parts = {
        "env", "-u", "DOCKER_HOST", "-u", "DOCKER_CONTEXT", "-u", "DOCKER_TLS_VERIFY", "-u", "DOCKER_AUTH_CONFIG",
        "HOME=" .. folder, "DOCKER_CONFIG=" .. folder, ("PATH=%s/bin:/usr/local/bin:/usr/bin:/bin"):format(folder),
    }
    for name, value in pairs(environment or {}) do parts[#parts + 1] = ("%s=%s"):format(name, value) end
    table.move(words, 1, #words, #parts + 1, parts)
    for i, part in ipairs(parts) do parts[i] = quoted(part) end
    local errors = os.tmpname()
    local pipe = assert(io.popen(("%s 2>%s </dev/null"):format(table.concat(parts, " "), errors)))
    local output = pipe:read("a")
    local _, _, code = pipe:close()
    local message = M.read(errors)
    os.remove(errors)
    return { code = code, output = output, error = message }
end

--- Makes ca.pem, cert.pem and key.pem in a folder; skips the test where openssl is not installed.
function M.certificate(folder)
    local ok = os.execute(([[cd %s && openssl req -x509 -newkey rsa:2048 -nodes -keyout key.pem -out cert.pem -subj /CN=test \
        -days 1 >/dev/null 2>&1 && cp cert.pem ca.pem]]):format(quoted(folder)))
    if not ok then test.skip("openssl is not installed") end
end

--- Runs Lua code in a moondock of its own.
---@param folder string
---@param code string
---@param options? {arguments: string[]?, environment: table<string, string>?}
function M.run(folder, code, options)
    options = options or {}
    local words = { program, "--no-rc" }
    table.move(options.arguments or {}, 1, #(options.arguments or {}), #words + 1, words)
    words[#words + 1] = "-e"
    words[#words + 1] = code
    return run(folder, words, options.environment)
end

--- Runs the docker command, where it is installed; else the test is skipped.
---@param folder string
---@param ... string arguments
function M.docker(folder, ...)
    if output_of("command -v docker || true") == "" then test.skip("the docker command is not installed") end
    return run(folder, { "docker", ... })
end

return M
