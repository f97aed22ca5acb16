extension Operation {
    private static let container = Parameter.path("id", "Name or id of the container.")
    private static let folder = Parameter.query(
        "dir", .string, "Folder of the checkpoints on the engine's machine; its own when left out.")

    /// What the engine serves and its command line uses, but its reference does not list. The names follow the engine's.
    static let unlisted: [Operation] = [
        Operation(
            "BuildCancel", .post, "/build/cancel", .image,
            "Ends a BuildKit build; quiet when there is none. Outside the engine's reference.",
            since: APIVersion(1, 39), reply: .empty,
            [.query("id", .string, required: true, "The `buildid` that the build was started with.")]),
        Operation(
            "CheckpointList", .get, "/containers/{id}/checkpoints", .container,
            "Lists a container's checkpoints; experimental engines only. Outside the engine's reference.",
            since: APIVersion(1, 25), reply: .json, [container, folder]),
        Operation(
            "CheckpointCreate", .post, "/containers/{id}/checkpoints", .container,
            "Saves a container's state by CRIU; experimental engines only. Outside the engine's reference.",
            since: APIVersion(1, 25), body: .object(.required), reply: .empty, pace: .waits, [container]),
        Operation(
            "CheckpointDelete", .delete, "/containers/{id}/checkpoints/{checkpoint}", .container,
            "Removes a checkpoint; experimental engines only. Outside the engine's reference.",
            since: APIVersion(1, 25), reply: .empty,
            [container, .path("checkpoint", "Name of the checkpoint."), folder]),
    ]
}
