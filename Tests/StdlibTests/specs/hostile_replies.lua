-- Uses everything the library makes of replies, again and again, on an engine whose replies are damaged at random:
--     moondock -H … hostile_replies.lua ROUNDS
-- The first replies of each kind are whole. Prints what is wrong, each thing once, and how many there were.

local folder = debug.getinfo(1, "S").source:match("^@(.*)/") or "."
local support = dofile(folder .. "/hostile_support.lua")
local rounds = math.tointeger(tonumber(arg[1] or 100))
local seen, problems, results = {}, 0, 0

docker.api.post("/whole", {})
for _, name in ipairs(support.names()) do
    local ok, err = pcall(support.uses[name], docker)
    if not ok then
        problems = problems + 1
        print(("%s fails on whole replies: %s"):format(name, tostring(err)))
    end
end
docker.api.post("/damaged", {})
for _ = 1, rounds do
    for _, name in ipairs(support.names()) do
        local problem, ok = support.try(name, docker)
        if ok then results = results + 1 end
        local key = problem and problem:match("^[^\n]*")
        if key and not seen[key] then
            seen[key] = true
            problems = problems + 1
            print(problem)
        end
    end
end
print(("%d problems, %d results"):format(problems, results))
