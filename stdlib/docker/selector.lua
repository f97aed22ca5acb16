--- Which containers are meant: one, a list of them, or all that match filters.

local collection = require "docker.collection"
local container = require "docker.container"
local engine = require "docker.engine"
local errors = require "moondock.errors"
local options = require "options"

local M = {}

--- Tells whether a value stands for several containers.
---@param value any
---@return boolean
function M.is_many(value)
    return type(value) == "table" and not container.is_container(value) and rawget(value, "Id") == nil
end

--- Tells whether a value is filters: a table with names, such as `{ label = "app=web" }`.
---@param value any
---@return boolean
function M.is_filters(value)
    return M.is_many(value) and options.is_map(value) and not collection.list_name(value)
end

--- The filters in a selector: `{ filters = {…} }`, as `list` takes them, or the filters themselves.
---@param value table
---@return table
function M.filters(value)
    return type(value.filters) == "table" and value.filters or value
end

--- Lists the containers that are meant.
---@param client table
---@param who string names the call in errors
---@param which any nil for all
---@param all boolean those that match filters and do not run too
---@return Container[]
function M.resolve(client, who, which, all)
    if which == nil then which = {} end
    if not M.is_many(which) then which = { which } end
    if M.is_filters(which) then
        local filters = collection.filters(M.filters(which))
        local list = {}
        for i, summary in ipairs(engine.call(client, "ContainerList", { all = all, filters = filters })) do
            list[i] = container.from_summary(client, summary)
        end
        return list
    end
    local list = {}
    for i, item in ipairs(which) do
        if container.is_container(item) then
            list[i] = item
        elseif type(item) == "string" then
            list[i] = client.containers.get(item)
        else
            errors.invalid(("%s: expected containers or names, got %s"):format(who, options.quote(item)))
        end
    end
    return list
end

return M
