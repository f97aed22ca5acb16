extension Operation {
    /// The engine itself.
    static let system: [Operation] = [
        Operation(
            "SystemPing", .get, "/_ping", .system, "Asks whether the engine answers; it says OK.", reply: .text),
        Operation(
            "SystemPingHead", .head, "/_ping", .system,
            "Asks for the headers of a ping: API version, builder and swarm state.", since: APIVersion(1, 40),
            reply: .headers),
        Operation(
            "SystemVersion", .get, "/version", .system, "Tells the versions of the engine and its parts.",
            reply: .json),
        Operation(
            "SystemInfo", .get, "/info", .system, "Tells the engine's settings, its machine and what it holds.",
            reply: .json),
        Operation(
            "SystemEvents", .get, "/events", .system,
            "Reports what happens on the engine, as it happens.", reply: .jsonStream,
            [
                .query("since", .string, "Begin with the events after this time (Unix time, date or `10m`)."),
                .query("until", .string, "End with the events before this time; without it the stream goes on."),
                .filters(
                    "Only events that match.", "config", "container", "daemon", "event", "image", "label", "network",
                    "node", "plugin", "scope", "secret", "service", "type", "volume"),
            ]),
        Operation(
            "SystemDataUsage", .get, "/system/df", .system,
            "Measures the space that images, containers, volumes and the build cache take.",
            since: APIVersion(1, 25), reply: .json, pace: .waits,
            [
                .query(
                    "type", .list, since: APIVersion(1, 42), values: ["container", "image", "volume", "build-cache"],
                    "Measure only these."),
                .query("verbose", .boolean, since: APIVersion(1, 52), "List every object, not only the sums."),
            ]),
        Operation(
            "SystemAuth", .post, "/auth", .system, "Checks credentials against a registry.",
            body: .object(.required), reply: .json, mutates: false),
        Operation(
            "DistributionInspect", .get, "/distribution/{name}/json", .distribution,
            "Asks the registry for the digest and platforms of an image.", since: APIVersion(1, 30), reply: .json,
            [
                .reference("name", "Name of the image, with tag or digest."),
                .header("X-Registry-Auth", .credentials, "Credentials for the registry."),
            ]),
        Operation(
            "Session", .post, "/session", .session,
            "Opens the channel on which BuildKit asks the client for files, secrets and credentials.",
            since: APIVersion(1, 31), reply: .duplex, upgrade: "h2c"),
    ]
}
