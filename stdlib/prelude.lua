--- What is global at start, made on first use: docker, task, json, inspect, full, help, trace, curl, explain, lesson,
--- recipe, config, job, jobs, moondock.
---
--- Nothing but the check for undefined globals is loaded here, so that a script that prints 1 pays for nothing else.

local host = require "moondock.host"
local strict = require "strict"

local function module(name)
    return function() return require(name) end
end

strict.lazy("docker", module "docker")
strict.lazy("task", module "task")
strict.lazy("json", module "json")
strict.lazy("inspect", module "inspect")
strict.lazy("help", module "help")
strict.lazy("trace", module "trace")
strict.lazy("curl", function() return require("trace").curl end)
strict.lazy("explain", module "explain")
strict.lazy("lesson", module "lesson")
strict.lazy("recipe", module "recipe")
strict.lazy("full", function() return require("display").full end)
strict.lazy("config", module "config")
strict.lazy("job", function() return require("job").start end)
strict.lazy("jobs", function() return require("job").list end)
strict.lazy("moondock", module "moondock")
strict.lazy("watch", function() return require("watch").watch end)
strict.lazy("plot", function() return require("plot").plot end)

-- An error may be shown before anything of ours made one.
host.error_metatable.__tostring = function(err)
    return require("moondock.errors").describe(err)
end

strict.install()
