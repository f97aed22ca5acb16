--- Help about everything, without an engine.
---
---     help(docker.containers.run)     -- a function, collection, object or operation
---     help "containers.run"           -- the same by name
---     help "follow"                   -- whatever has to do with a word
---     help "errors"                   -- a guide: errors, exit codes, environment, safety, limits, recordings
---     help()                          -- what there is
---
--- The pages are made from the comments of the library, its tables of options and the catalogue of operations.

local errors = require "moondock.errors"

local M = {}

local function by_word(word)
    local search, page, guides = require "help.search", require "help.page", require "help.guides"
    local guide = guides.named(word)
    if guide then return page.guide(guide) end
    local named = search.named(word)
    if #named == 1 then return page.topic(named[1]) end
    if #named > 1 then return page.list(("'%s' is several things:"):format(word), named) end
    local found = search.find(word)
    if #found > 0 then return page.list(("About '%s':"):format(word), found) end
    local names = {}
    for _, each in ipairs(guides.all()) do names[#names + 1] = each.name end
    for _, topic in ipairs(require("help.index").all()) do
        names[#names + 1] = topic.name
        names[#names + 1] = topic.name:match("([^.:]+)$")
    end
    local nearest = require "nearest"
    errors.invalid(("there is no help about '%s'"):format(require("text").escape(word)),
        nearest.hint(nearest.find(word, names)) or "help() lists what there is")
end

--- Gives the help about a topic as text.
---
---     print(help.text "containers.run")
---@param topic any a name, a word to search for, or a value; nil: what there is
---@return string text raises kind `invalid_argument` when there is none
function M.text(topic)
    if topic == nil or topic == "" then return require("help.page").overview() end
    if type(topic) == "string" then return by_word(topic) end
    if rawequal(topic, M) then return by_word "help" end
    local found = require("help.index").of(topic)
    if found then return require("help.page").topic(found) end
    if type(topic) == "function" then
        errors.invalid("this function is none of moondock's", "help() lists what there is")
    end
    errors.invalid(("there is no help about %s"):format(require("options").quote(topic)), 'help "word" searches')
end

--- Prints the help about a topic. `help(topic)` does the same.
---
---     help.show(docker.api.ContainerLogs)
---@param topic any
function M.show(topic)
    io.stdout:write(M.text(topic))
end

return setmetatable(M, {
    __name = "help",
    __call = function(_, topic) M.show(topic) end,
    __tostring = function() return 'help(topic), help "word"' end,
})
