extension Operation {
    private static let node = Parameter.path("id", "Name or id of the node.")

    /// The swarm and its nodes.
    static let swarm: [Operation] = [
        Operation(
            "SwarmInspect", .get, "/swarm", .swarm, "Tells settings and join tokens of the swarm.", reply: .json),
        Operation(
            "SwarmInit", .post, "/swarm/init", .swarm, "Makes this engine the first manager of a new swarm.",
            body: .object(.required), reply: .json, pace: .waits),
        Operation(
            "SwarmJoin", .post, "/swarm/join", .swarm, "Makes this engine a node of a swarm.",
            body: .object(.required), reply: .empty, pace: .waits),
        Operation(
            "SwarmLeave", .post, "/swarm/leave", .swarm, "Takes this engine out of its swarm.", reply: .empty,
            pace: .waits,
            [.query("force", .boolean, "Also when it is the last manager, or the swarm breaks without it.")]),
        Operation(
            "SwarmUpdate", .post, "/swarm/update", .swarm, "Changes the settings of the swarm.",
            body: .object(.required), reply: .empty,
            [
                .query("version", .integer, required: true, "The swarm's Version.Index, as inspected."),
                .query("rotateWorkerToken", .boolean, "Make a new token for workers to join with."),
                .query("rotateManagerToken", .boolean, "Make a new token for managers to join with."),
                .query("rotateManagerUnlockKey", .boolean, "Make a new key to unlock managers with."),
            ]),
        Operation(
            "SwarmUnlockkey", .get, "/swarm/unlockkey", .swarm, "Tells the key that unlocks managers.",
            since: APIVersion(1, 25), reply: .json),
        Operation(
            "SwarmUnlock", .post, "/swarm/unlock", .swarm, "Unlocks a manager after its restart.",
            since: APIVersion(1, 25), body: .object(.required), reply: .empty),
        Operation(
            "NodeList", .get, "/nodes", .node, "Lists the nodes of the swarm.", reply: .json,
            [.filters("Only nodes that match.", "id", "label", "membership", "name", "node.label", "role")]),
        Operation(
            "NodeInspect", .get, "/nodes/{id}", .node, "Tells settings, state and resources of a node.", reply: .json,
            [node]),
        Operation(
            "NodeUpdate", .post, "/nodes/{id}/update", .node, "Changes role, availability or labels of a node.",
            body: .object(.required), reply: .empty,
            [
                .path("id", "Id of the node."),
                .query("version", .integer, required: true, "The node's Version.Index, as inspected."),
            ]),
        Operation(
            "NodeDelete", .delete, "/nodes/{id}", .node, "Removes a node from the swarm.", reply: .empty,
            [node, .query("force", .boolean, "Also when it is not down.")]),
    ]
}
