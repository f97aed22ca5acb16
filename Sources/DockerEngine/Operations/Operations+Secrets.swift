extension Operation {
    private static let secret = Parameter.path("id", "Name or id of the secret.")
    private static let config = Parameter.path("id", "Name or id of the config.")

    /// Secrets and configs that a swarm hands to its services.
    static let secrets: [Operation] = [
        Operation(
            "SecretList", .get, "/secrets", .secret, "Lists secrets; never what they hold.", since: APIVersion(1, 25),
            reply: .json, [.filters("Only secrets that match.", "id", "label", "name", "names")]),
        Operation(
            "SecretCreate", .post, "/secrets/create", .secret, "Creates a secret; Data is base64.",
            since: APIVersion(1, 25), body: .object(.required), reply: .json),
        Operation(
            "SecretInspect", .get, "/secrets/{id}", .secret, "Tells name, labels and dates of a secret.",
            since: APIVersion(1, 25), reply: .json, [secret]),
        Operation(
            "SecretUpdate", .post, "/secrets/{id}/update", .secret, "Changes the labels of a secret.",
            since: APIVersion(1, 26), body: .object(.required), reply: .empty,
            [secret, .query("version", .integer, required: true, "The secret's Version.Index, as inspected.")]),
        Operation(
            "SecretDelete", .delete, "/secrets/{id}", .secret, "Removes a secret that no service uses.",
            since: APIVersion(1, 25), reply: .empty, [secret]),
    ]

    /// Configs: like secrets, but readable.
    static let configs: [Operation] = [
        Operation(
            "ConfigList", .get, "/configs", .config, "Lists configs with what they hold.", since: APIVersion(1, 30),
            reply: .json, [.filters("Only configs that match.", "id", "label", "name", "names")]),
        Operation(
            "ConfigCreate", .post, "/configs/create", .config, "Creates a config; Data is base64.",
            since: APIVersion(1, 30), body: .object(.required), reply: .json),
        Operation(
            "ConfigInspect", .get, "/configs/{id}", .config, "Tells name, labels and content of a config.",
            since: APIVersion(1, 30), reply: .json, [config]),
        Operation(
            "ConfigUpdate", .post, "/configs/{id}/update", .config, "Changes the labels of a config.",
            since: APIVersion(1, 30), body: .object(.required), reply: .empty,
            [config, .query("version", .integer, required: true, "The config's Version.Index, as inspected.")]),
        Operation(
            "ConfigDelete", .delete, "/configs/{id}", .config, "Removes a config that no service uses.",
            since: APIVersion(1, 30), reply: .empty, [config]),
    ]
}
