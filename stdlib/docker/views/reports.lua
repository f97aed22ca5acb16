--- What the shell shows of measurements, lists of layers and files, and of what pruning would do.

local card = require "docker.views.card"
local tabulate = require "tabulate"
local text = require "text"
local units = require "units"

local M = {}

local function width(full) return full and math.huge or nil end

--- Samples of `stats`, as `docker stats` shows them.
function M.stats(list, full)
    local rows = {}
    for i, s in ipairs(list) do
        rows[i] = {
            (s.id or ""):sub(1, 12), (s.name or ""):gsub("^/", ""), ("%.2f%%"):format(s.cpu_percent),
            ("%s / %s"):format(units.memory(s.memory_usage), units.memory(s.memory_limit)),
            ("%.2f%%"):format(s.memory_percent),
            ("%s / %s"):format(units.size(s.network_received), units.size(s.network_sent)),
            ("%s / %s"):format(units.size(s.block_read), units.size(s.block_written)), s.pids,
        }
    end
    local titles = { "CONTAINER ID", "NAME", "CPU %", "MEM USAGE / LIMIT", "MEM %", "NET I/O", "BLOCK I/O", "PIDS" }
    return tabulate.render(titles, rows, { columns = width(full), keep = { 2, 3, 4, 5 }, drop = { 1, 7, 6, 8, 5 } })
end

local CHANGES = { [0] = "C", "A", "D" }

--- Files that differ from the image, as `docker diff` shows them.
function M.changes(list)
    local lines = {}
    for i, change in ipairs(list) do
        lines[i] = ("%s %s"):format(CHANGES[change.Kind] or "?", text.escape(change.Path))
    end
    return table.concat(lines, "\n")
end

--- The layers of an image, as `docker history` shows them.
function M.layers(list, full)
    local rows = {}
    for i, layer in ipairs(list) do
        local id = layer.Id:gsub("^sha256:", "")
        rows[i] = {
            full and id or id:sub(1, 12), card.ago(layer.Created), layer.CreatedBy or "", units.size(layer.Size or 0),
            layer.Comment or "",
        }
    end
    return tabulate.render({ "IMAGE", "CREATED", "CREATED BY", "SIZE", "COMMENT" }, rows,
        { columns = width(full), keep = { 4, 1, 2 }, drop = { 5, 2, 1 } })
end

--- What a search found, as `docker search` shows it.
function M.search_results(list, full)
    local rows = {}
    for i, item in ipairs(list) do
        rows[i] = { item.name, item.description or "", item.star_count or 0, item.is_official and "[OK]" or "" }
    end
    return tabulate.render({ "NAME", "DESCRIPTION", "STARS", "OFFICIAL" }, rows,
        { columns = width(full), keep = { 1, 3, 4 }, drop = { 4, 3 } })
end

--- What a remove took, or would take.
function M.removals(list)
    local lines = {}
    for i, item in ipairs(list) do
        local name = rawget(item, "Untagged") and "Untagged: " .. item.Untagged
            or rawget(item, "Deleted") and "Deleted: " .. item.Deleted
        lines[i] = text.escape(name or tostring(item))
    end
    return table.concat(lines, "\n")
end

--- Records of the build cache, as `docker builder du` shows them.
function M.build_cache_records(list, full)
    local rows = {}
    for i, record in ipairs(list) do
        rows[i] = {
            full and record.ID or record.ID:sub(1, 12), record.Type, units.size(record.Size or 0),
            card.ago(record.CreatedAt), record.Description or "",
        }
    end
    return tabulate.render({ "CACHE ID", "TYPE", "SIZE", "CREATED", "DESCRIPTION" }, rows, { columns = width(full) })
end

local function use(list, active, size, reclaimable)
    local row = { total = #list, active = 0, size = 0, reclaimable = 0 }
    for _, item in ipairs(list) do
        local bytes = math.max(size(item) or 0, 0)
        row.size = row.size + bytes
        if active(item) then
            row.active = row.active + 1
        else
            row.reclaimable = row.reclaimable + (reclaimable or size)(item)
        end
    end
    return row
end

--- The engine's use of disks, as `docker system df` shows it; nil for a report of another form.
function M.disk_use(report)
    if not report.Images and not report.Containers and not report.Volumes then return nil end
    local function volume_size(v) return v.UsageData and math.max(v.UsageData.Size, 0) or 0 end
    local images = use(report.Images or {}, function(i) return (i.Containers or 0) > 0 end,
        function(i) return i.Size end, function(i) return (i.Size or 0) - math.max(i.SharedSize or 0, 0) end)
    images.size = report.LayersSize or images.size
    local rows = {
        { "Images", images },
        { "Containers", use(report.Containers or {}, function(c)
            return c.State == "running" or c.State == "paused" or c.State == "restarting"
        end, function(c) return c.SizeRw or 0 end) },
        { "Local Volumes", use(report.Volumes or {}, function(v)
            return v.UsageData ~= nil and v.UsageData.RefCount > 0
        end, volume_size) },
        { "Build Cache", use(report.BuildCache or {}, function(b) return b.InUse end, function(b) return b.Size or 0 end) },
    }
    for i, row in ipairs(rows) do
        local u = row[2]
        local part = u.size > 0 and (" (%d%%)"):format(u.reclaimable * 100 // u.size) or ""
        rows[i] = { row[1], u.total, u.active, units.size(u.size), units.size(u.reclaimable) .. part }
    end
    return tabulate.render({ "TYPE", "TOTAL", "ACTIVE", "SIZE", "RECLAIMABLE" }, rows)
end

--- Processes, as `docker top` shows them.
function M.processes(report)
    return tabulate.render(report.Titles, report.Processes or {})
end

--- What `prune` with dry_run would remove.
---@param plan PrunePlan
---@param listed string the list of objects, rendered
function M.plan(plan, listed)
    if #plan.objects == 0 then return "nothing would go" end
    return ("%s\n%s, %s"):format(listed, tostring(plan), units.size(plan.SpaceReclaimed))
end

return M
