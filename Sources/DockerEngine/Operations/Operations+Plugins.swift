extension Operation {
    private static let plugin = Parameter.reference("name", "Name of the plugin; `:latest` may be left out.")

    /// Drivers for volumes, networks and logs that run as plugins.
    static let plugins: [Operation] = [
        Operation(
            "PluginList", .get, "/plugins", .plugin, "Lists plugins.", reply: .json,
            [.filters("Only plugins that match.", "capability", "enabled", since: APIVersion(1, 28))]),
        Operation(
            "PluginInspect", .get, "/plugins/{name}/json", .plugin, "Tells settings and state of a plugin.",
            since: APIVersion(1, 25), reply: .json, [plugin]),
        Operation(
            "GetPluginPrivileges", .get, "/plugins/privileges", .plugin,
            "Lists the rights a plugin asks for before it is installed.", since: APIVersion(1, 25), reply: .json,
            pace: .waits,
            [
                .query(
                    "remote", .string, required: true, since: APIVersion(1, 27), "Name of the plugin in its registry."),
                .header("X-Registry-Auth", .credentials, "Credentials for the registry."),
            ]),
        Operation(
            "PluginPull", .post, "/plugins/pull", .plugin,
            "Installs a plugin; the body grants the rights it asks for.", body: .array(.implied), reply: .jsonStream,
            [
                .query("remote", .string, required: true, "Name of the plugin in its registry."),
                .query("name", .string, "Name for it on this engine."),
                .header("X-Registry-Auth", .credentials, "Credentials for the registry."),
            ]),
        Operation(
            "PluginUpgrade", .post, "/plugins/{name}/upgrade", .plugin,
            "Replaces a disabled plugin by a newer one; the body grants the rights it asks for.",
            since: APIVersion(1, 26), body: .array(.implied), reply: .jsonStream,
            [
                plugin, .query("remote", .string, required: true, "Name of the newer plugin in its registry."),
                .header("X-Registry-Auth", .credentials, "Credentials for the registry."),
            ]),
        Operation(
            "PluginCreate", .post, "/plugins/create", .plugin,
            "Makes a plugin from a tar archive with its file system and config.json.", since: APIVersion(1, 25),
            body: .bytes(contentType: "application/x-tar", .required), reply: .empty, pace: .waits,
            [.query("name", .string, required: true, "Name of the plugin.")]),
        Operation(
            "PluginPush", .post, "/plugins/{name}/push", .plugin, "Pushes a plugin to its registry.",
            since: APIVersion(1, 25), reply: .jsonStream,
            [
                plugin,
                .header(
                    "X-Registry-Auth", .credentials, fallback: "e30=",
                    "Credentials for the registry; none when left out."),
            ]),
        Operation(
            "PluginEnable", .post, "/plugins/{name}/enable", .plugin, "Starts a plugin.", reply: .empty,
            pace: .waits,
            [
                plugin,
                // The engine refuses a call without it.
                Parameter(
                    "timeout", .query, .integer, fallback: "0",
                    "Seconds the engine waits for the plugin's answers; 0, or nothing, for no limit."),
            ]),
        Operation(
            "PluginDisable", .post, "/plugins/{name}/disable", .plugin, "Stops a plugin.", reply: .empty,
            pace: .waits,
            [plugin, .query("force", .boolean, since: APIVersion(1, 28), "Also while it is used.")]),
        Operation(
            "PluginSet", .post, "/plugins/{name}/set", .plugin,
            "Changes the settings of a disabled plugin: a list of NAME=VALUE.", body: .array(.required), reply: .empty,
            [plugin]),
        Operation(
            "PluginDelete", .delete, "/plugins/{name}", .plugin, "Removes a plugin.", reply: .empty, pace: .waits,
            [plugin, .query("force", .boolean, "Stop it first if it is enabled.")]),
    ]
}
