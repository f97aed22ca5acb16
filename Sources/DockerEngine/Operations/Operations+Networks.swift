extension Operation {
    private static let network = Parameter.path("id", "Name or id of the network.")

    /// Networks between containers.
    static let networks: [Operation] = [
        Operation(
            "NetworkList", .get, "/networks", .network, "Lists networks, without the containers on them.", reply: .json,
            [
                .filters("Only networks that match.", "dangling", "driver", "id", "label", "name", "scope", "type")
            ]),
        Operation(
            "NetworkInspect", .get, "/networks/{id}", .network, "Tells settings of a network and the containers on it.",
            reply: .json,
            [
                network, .query("verbose", .boolean, since: APIVersion(1, 28), "Also the services of a swarm network."),
                .query(
                    "scope", .string, since: APIVersion(1, 31), values: ["swarm", "global", "local"],
                    "Look only among networks of this scope."),
            ]),
        Operation(
            "NetworkCreate", .post, "/networks/create", .network, "Creates a network.", body: .object(.required),
            reply: .json),
        Operation(
            "NetworkConnect", .post, "/networks/{id}/connect", .network, "Puts a container on a network.",
            body: .object(.required), reply: .empty, [network]),
        Operation(
            "NetworkDisconnect", .post, "/networks/{id}/disconnect", .network, "Takes a container off a network.",
            body: .object(.required), reply: .empty, [network]),
        Operation(
            "NetworkDelete", .delete, "/networks/{id}", .network, "Removes a network that no container is on.",
            reply: .empty, [network]),
        Operation(
            "NetworkPrune", .post, "/networks/prune", .network, "Removes networks that no container is on.",
            since: APIVersion(1, 25), reply: .json, pace: .waits,
            [.filters("Only networks that match.", "label", "until")]),
    ]
}
