extension Operation {
    private static let service = Parameter.path("id", "Name or id of the service.")
    private static let task = Parameter.path("id", "Id of the task.")
    private static let auth = Parameter.header(
        "X-Registry-Auth", .credentials, "Credentials for the registry of the image.")

    /// Services of a swarm and the tasks that run them.
    static let services: [Operation] = [
        Operation(
            "ServiceList", .get, "/services", .service, "Lists services.", reply: .json,
            [
                .filters("Only services that match.", "id", "label", "mode", "name"),
                .query("status", .boolean, since: APIVersion(1, 41), "Count the tasks that run and that are wanted."),
            ]),
        Operation(
            "ServiceCreate", .post, "/services/create", .service, "Creates a service.", body: .object(.required),
            reply: .json, pace: .waits, [auth]),
        Operation(
            "ServiceInspect", .get, "/services/{id}", .service, "Tells specification and state of a service.",
            reply: .json,
            [
                service,
                .query(
                    "insertDefaults", .boolean, since: APIVersion(1, 29),
                    "Fill fields that were left out with their defaults."),
            ]),
        Operation(
            "ServiceUpdate", .post, "/services/{id}/update", .service,
            "Gives a service a new specification, or its previous one.", body: .object(.required), reply: .json,
            pace: .waits,
            [
                service, .query("version", .integer, required: true, "The service's Version.Index, as inspected."),
                .query(
                    "registryAuthFrom", .string, values: ["spec", "previous-spec"],
                    "Where credentials come from when none are given; `spec` when left out."),
                .query(
                    "rollback", .string, since: APIVersion(1, 28), values: ["previous"],
                    "`previous` goes back to the specification before; the body then does not count."),
                auth,
            ]),
        Operation(
            "ServiceDelete", .delete, "/services/{id}", .service, "Removes a service and its tasks.", reply: .empty,
            [service]),
        Operation(
            "ServiceLogs", .get, "/services/{id}/logs", .service, "Reads what the tasks of a service write.",
            since: APIVersion(1, 25), reply: .logStream, [service] + logParameters),
        Operation(
            "TaskList", .get, "/tasks", .task, "Lists the tasks of services.", reply: .json,
            [.filters("Only tasks that match.", "desired-state", "id", "label", "name", "node", "service")]),
        Operation(
            "TaskInspect", .get, "/tasks/{id}", .task, "Tells specification and state of a task.", reply: .json, [task]),
        Operation(
            "TaskLogs", .get, "/tasks/{id}/logs", .task, "Reads what a task writes.", since: APIVersion(1, 29),
            reply: .logStream, [task] + logParameters),
    ]

    private static let logParameters: [Parameter] = [
        .query("details", .boolean, "Begin each line with its task, node and the attributes of the log driver."),
        .query("follow", .boolean, "Stay and deliver what is written later."),
        .query("stdout", .boolean, "Deliver standard output; one of stdout and stderr must be true."),
        .query("stderr", .boolean, "Deliver standard error."),
        .query("since", .string, "Only what is newer than this Unix time; a fraction is allowed."),
        .query("timestamps", .boolean, "Begin each line with its time."),
        .query("tail", .string, "Only this many lines from the end; `all` when left out."),
    ]
}
