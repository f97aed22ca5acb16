return {
    title = "A first question",
    summary = "what the engine is, and what a reply looks like",
    steps = {
        {
            text = "moondock talks to the Docker Engine over HTTP. Every function of docker sends one request or more. "
                .. "docker.version() asks what the engine is; the reply is a table.",
            task = "ask the engine for its version.",
            hints = { "The function is docker.version.", "A function is called with parentheses: docker.version()" },
            solution = "docker.version()",
            check = function(state) return state:called "SystemVersion", "nobody has asked for the version yet" end,
        },
        {
            text = "A table's fields are read with a dot. Replies keep the engine's own names, such as ApiVersion.",
            task = "put the version of the API that the engine speaks into the variable api.",
            hints = { "docker.version() is a table with the field ApiVersion.", "api = docker.version().…" },
            solution = "api = docker.version().ApiVersion",
            check = function(state)
                return state:value "api" == docker.version().ApiVersion, "api is not the engine's ApiVersion"
            end,
        },
    },
}
