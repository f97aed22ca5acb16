-- Makes the recordings of lessons anew:
--     moondock -H unix://SOCK record_lessons.lua FOLDER
--
-- It walks each lesson on an engine as the tests do, looks around as a pupil may, and writes FOLDER/NAME.har: HAR 1.2,
-- an entry a line, with nothing in it that a replay does not need and nothing that tells of the machine. What the engine
-- says before any lesson is in engine.har, and not again in the others.

local walk = require "lesson_walk"

local folder = arg[1]
local info, version = docker.info(), docker.version()

-- What a pupil may look at between the steps of a lesson.
local function look()
    docker.containers.list()
    local list = docker.api.ContainerList { all = true }
    docker.images.list()
    docker.networks.list()
    docker.volumes.list()
    for _, c in ipairs(list) do
        docker.api.ContainerInspect { id = c.Id }
        docker.logs(c.Id):read_all()
    end
end

-- What names this machine, and what stands in place of it.
local MASKS = {
    { info.DockerRootDir, "/var/lib/docker" }, { info.Name, "docker-host" },
    -- Of the same length: it is in frames too, which say how long they are.
    { info.KernelVersion, ("6.1.0-18-generic-amd64" .. ("0"):rep(80)):sub(1, #info.KernelVersion) }, { info.ID, "LESS:ONSR:ECOR:DING:LESS:ONSR:ECOR:DING:LESS:ONSR:ECOR:DING" },
}

local function masked(text)
    for _, mask in ipairs(MASKS) do
        local name = mask[1]:gsub("%p", "%%%0")
        text = text:gsub(name, (mask[2]:gsub("%%", "%%%%")))
    end
    return text
end

local KEPT = { ["content-type"] = true, ["api-version"] = true, ["x-docker-container-path-stat"] = true,
    upgrade = true, connection = true }

local empty = json.decode "[]"

-- What changes from moment to moment without any meaning for a lesson.
local function without_noise(text, url)
    if url:find "/networks$" then
        local list = json.decode(text)
        table.sort(list, function(a, b) return a.Name < b.Name end)
        text = json.encode(list)
    end
    return (text:gsub('"SystemTime":"[^"]*"', '"SystemTime":"2024-01-01T00:00:00Z"')
        :gsub('"(N%a+)":%d+', { NGoroutines = '"NGoroutines":40', NFd = '"NFd":30', NEventsListener =
            '"NEventsListener":0' }):gsub('"Status":"Up [^"]*"', '"Status":"Up 1 second"')
        :gsub('"Status":"Exited (%b()) [^"]*"', '"Status":"Exited %1 1 second ago"'))
end

-- The entry without what only tools that show it want, and what makes it the same as another.
local function distilled(entry)
    local request, response = entry.request, entry.response
    local headers = json.decode "[]"
    for _, header in ipairs(response.headers) do
        if KEPT[header.name:lower()] then headers[#headers + 1] = header end
    end
    local content = response.content
    if entry._pieces then
        content = { size = content.size, mimeType = content.mimeType }
    elseif content.text then
        content.text = without_noise(content.text, request.url)
    end
    for _, piece in ipairs(entry._pieces or {}) do piece.ms = math.floor(piece.ms + 0.5) end
    local post = request.postData
    -- A replay does not look at the bytes of an archive.
    if post and post.encoding then post = { mimeType = post.mimeType, text = "" } end
    return {
        startedDateTime = entry.startedDateTime, time = 0,
        request = { method = request.method, url = request.url, httpVersion = "HTTP/1.1", cookies = empty, headers = empty,
            queryString = empty, postData = post, headersSize = -1, bodySize = request.bodySize },
        response = { status = response.status, statusText = response.statusText, httpVersion = "HTTP/1.1",
            cookies = empty, headers = headers, content = content, redirectURL = "", headersSize = -1,
            bodySize = response.bodySize },
        cache = json.decode "{}", timings = { send = 0, wait = 0, receive = 0 },
        _raw = entry._raw, _open = entry._open, _pieces = entry._pieces,
    }
end

-- Runs a function that makes a recording in the file that it is given, and reads it.
local function recorded(f)
    local temporary = os.tmpname()
    f(temporary)
    local file = assert(io.open(temporary))
    local har = json.decode(file:read "a")
    file:close()
    os.remove(temporary)
    return har.log.entries
end

-- The last answer to each question that is in engine.har.
local before = {}

-- A request as it is asked of a replay, which knows the names of what was created.
local function settled(url, ids)
    return (url:gsub("/containers/([^/?]+)", function(name) return "/containers/" .. (ids[name] or name) end))
end

local function write(name, entries)
    table.sort(entries, function(a, b) return a._number < b._number end)
    local ids = {}
    local lines, answers = {}, setmetatable({}, { __index = before })
    for _, entry in ipairs(entries) do
        local small = distilled(entry)
        local request = small.request
        local is_question = request.method == "GET" or request.method == "HEAD"
        -- An answer is given as often as it is asked for, until there is another one.
        local name_of_new = request.url:match "/containers/create%?name=([%w-]+)$"
        if name_of_new then ids[name_of_new] = json.decode(small.response.content.text).Id end
        local question = ("%s %s"):format(request.method, settled(request.url, ids))
        local answer = json.encode { small.response.status, small.response.content, small._pieces or empty }
        if not is_question or answers[question] ~= answer then lines[#lines + 1] = json.encode(small) end
        answers[question] = answer
    end
    local head = json.encode { version = "1.2", creator = { name = "moondock", version = "0.1.0" },
        comment = ("Docker %s, API %s"):format(version.Version, version.ApiVersion) }
    local text = masked(('{"log":%s,"entries":[\n%s\n]}}\n'):format(head:sub(1, -2), table.concat(lines, ",\n")))
    local file = assert(io.open(("%s/%s.har"):format(folder, name), "w"))
    assert(file:write(text))
    assert(file:close())
    print(("%-20s %3d requests, %6d bytes"):format(name .. ".har", #lines, #text))
    return answers
end

before = write("engine", recorded(function(file)
    local finish = require("replay.har").record(file)
    -- The client asks once more what it knows of its engine.
    require("docker.engine").redirect(docker, nil)
    docker.ping()
    docker.version()
    docker.info()
    look()
    finish()
end))

local order = lesson.files()
-- The events first: they are of all that has happened before.
table.sort(order, function(a, b)
    local first, second = a:find "events" ~= nil, b:find "events" ~= nil
    if first ~= second then return first end
    return a < b
end)
for _, name in ipairs(order) do
    write(name, recorded(function(file) walk.walk(math.tointeger(name:match "^%d+"), { record = file }, look) end))
end
