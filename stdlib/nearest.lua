--- The nearest known name to a misspelt one.
---
---     local nearest = require "nearest"
---     nearest.find("contaners", { "containers", "images" })   --> "containers"

local utf8_len, floor, max, min = utf8.len, math.floor, math.max, math.min

local M = {}

-- Optimal string alignment: insertions, deletions, substitutions and swapped neighbours each cost one.
local function distance(a, b, limit)
    local la, lb = #a, #b
    if la - lb > limit or lb - la > limit then return limit + 1 end
    local before, previous, current = {}, {}, {}
    for j = 0, lb do previous[j] = j end
    for i = 1, la do
        current[0] = i
        local best = i
        local ca = a:byte(i)
        for j = 1, lb do
            local cb = b:byte(j)
            local cost = min(previous[j] + 1, current[j - 1] + 1, previous[j - 1] + (ca == cb and 0 or 1))
            if i > 1 and j > 1 and ca == b:byte(j - 1) and a:byte(i - 1) == cb then
                cost = min(cost, before[j - 2] + 1)
            end
            current[j] = cost
            if cost < best then best = cost end
        end
        if best > limit then return limit + 1 end
        before, previous, current = previous, current, before
    end
    return previous[lb]
end

--- Counts the edits between two words: letters added, dropped, changed, or swapped with their neighbour.
---@param a string
---@param b string
---@return integer
function M.distance(a, b)
    return distance(a, b, max(#a, #b))
end

--- Finds the candidate that `name` was probably meant to be. Case does not count, and a word that is the beginning of
--- a single candidate (three letters at least) matches it. A third of the letters may be wrong.
---@param name any what was written; anything but a string finds nothing
---@param candidates string[] known names; values that are not strings are skipped
---@return string? nearest nil when nothing is near
function M.find(name, candidates)
    if type(name) ~= "string" or name == "" or #name > 64 then return nil end
    local wanted = name:lower()
    local limit = max(1, floor((utf8_len(wanted) or #wanted) / 3))
    local best, best_cost
    local extended, extensions = nil, 0
    for _, candidate in ipairs(candidates) do
        if type(candidate) == "string" and candidate ~= name then
            local known = candidate:lower()
            local cost = known == wanted and 0 or distance(wanted, known, limit)
            if cost <= limit then
                -- Among equals, the one that is also written alike, and of these the one of which letters were left out.
                local lacks_letters = cost > 0 and cost == #known - #wanted
                cost = cost + distance(name, candidate, 63) / 64 - (lacks_letters and 1 / 128 or 0)
            end
            local better = not best_cost or cost < best_cost or cost == best_cost and candidate < best
            if cost <= limit + 0.99 and better then
                best, best_cost = candidate, cost
            end
            if #wanted >= 3 and known:sub(1, #wanted) == wanted then
                extended, extensions = candidate, extensions + 1
            end
        end
    end
    -- A single letter has no neighbours worth naming.
    if best and #name == 1 and best_cost >= 1 then best = nil end
    return best or (extensions == 1 and extended or nil)
end

--- Finds the nearest among a table's string keys.
---@param name any
---@param ... table tables whose keys are the known names; nil is skipped
---@return string?
function M.key(name, ...)
    local names = {}
    for i = 1, select("#", ...) do
        for key in next, select(i, ...) or {} do names[#names + 1] = key end
    end
    return M.find(name, names)
end

--- Makes the hint for an unknown name: `did you mean 'containers'?`
---@param nearest string? what `find` or `key` gave
---@return string? hint nil when there is no nearest name
function M.hint(nearest)
    return nearest and ("did you mean '%s'?"):format(nearest) or nil
end

return M
