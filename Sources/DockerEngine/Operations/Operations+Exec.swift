extension Operation {
    private static let exec = Parameter.path("id", "Id of the exec instance, as ContainerExec returns it.")

    /// Commands run in containers.
    static let execs: [Operation] = [
        Operation(
            "ContainerExec", .post, "/containers/{id}/exec", .exec,
            "Prepares a command to be run in a running container.", body: .object(.required), reply: .json,
            [.path("id", "Name or id of the container.")]),
        Operation(
            "ExecStart", .post, "/exec/{id}/start", .exec,
            "Runs a prepared command and connects to its input and output.", body: .object(.implied),
            reply: .duplex, upgrade: "tcp", [exec]),
        Operation(
            "ExecResize", .post, "/exec/{id}/resize", .exec, "Tells the terminal of a command its size.",
            reply: .empty,
            [
                exec,
                .query("h", .integer, required: true, "Rows of the terminal."),
                .query("w", .integer, required: true, "Columns of the terminal."),
            ]),
        Operation(
            "ExecInspect", .get, "/exec/{id}/json", .exec,
            "Tells whether a command runs, and its exit code when it has ended.", reply: .json, [exec]),
    ]
}
