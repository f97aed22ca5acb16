return {
    title = "Requests as they are",
    summary = "paths, the names of operations, and the same call as curl",
    steps = {
        {
            text = "Behind docker.version() is GET /version. Any path can be asked directly: "
                .. 'docker.api.get("/info"). The version of the API is put before it.',
            task = "ask for /info by its path.",
            hints = { "docker.api.get takes the path as a string.", 'It begins with a slash: "/info"' },
            solution = 'docker.api.get("/info")',
            check = function(state) return state:called "SystemInfo", "/info has not been asked for" end,
        },
        {
            text = "Every operation has a name in the engine's reference: ContainerList, ImageInspect, … "
                .. "docker.api has a function for each, and help(docker.api.ContainerList) tells its parameters.",
            task = "list all containers, stopped ones too, with docker.api.ContainerList.",
            hints = { "The parameter is called all.", "docker.api.ContainerList { all = … }" },
            solution = "docker.api.ContainerList { all = true }",
            check = function(state)
                local ok = state:called("ContainerList", function(values)
                    return values.all == "1" or values.all == "true"
                end)
                return ok, "no list with all = true was asked for"
            end,
        },
        {
            text = "curl(f) runs a function and gives the curl commands that do the same. Paste one into another "
                .. "terminal.",
            task = "put the curl command for docker.version into the variable command.",
            hints = { "curl takes the function itself, without parentheses behind it.",
                "command = curl(docker.version)" },
            solution = "command = curl(docker.version)",
            check = function(state)
                local command = state:value "command"
                return type(command) == "string" and command:find("/version", 1, true) ~= nil,
                    "command is not a curl command for /version"
            end,
        },
    },
}
