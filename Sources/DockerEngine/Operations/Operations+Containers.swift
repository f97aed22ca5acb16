extension Operation {
    private static let container = Parameter.path("id", "Name or id of the container.")
    private static let detachKeys = Parameter.query(
        "detachKeys", .string, "Keys that detach a terminal, such as `ctrl-p,ctrl-q`.")

    /// Looking at containers and changing their state.
    static let containers: [Operation] = [
        Operation(
            "ContainerList", .get, "/containers/json", .container,
            "Lists containers: those that run, or all of them.", reply: .json,
            [
                .query("all", .boolean, "Also those that do not run."),
                .query("limit", .integer, "Only this many, the newest first; stopped ones count too."),
                .query("size", .boolean, "Measure the space each one takes (SizeRw, SizeRootFs); slow."),
                .filters(
                    "Only containers that match.", "ancestor", "before", "exited", "expose", "health", "id", "is-task",
                    "isolation", "label", "name", "network", "publish", "since", "status", "volume"),
            ]),
        Operation(
            "ContainerCreate", .post, "/containers/create", .container,
            "Creates a container from an image; it does not run yet.", body: .object(.required), reply: .json,
            [
                .query("name", .string, "Its name; the engine invents one when it is left out."),
                .query(
                    "platform", .string, since: APIVersion(1, 41),
                    "The platform the image must have, such as `linux/arm64`."),
            ]),
        Operation(
            "ContainerInspect", .get, "/containers/{id}/json", .container,
            "Tells everything the engine knows of a container.", reply: .json,
            [container, .query("size", .boolean, "Measure the space it takes (SizeRw, SizeRootFs).")]),
        Operation(
            "ContainerTop", .get, "/containers/{id}/top", .container,
            "Lists the processes of a running container.", reply: .json,
            [container, .query("ps_args", .string, "Options for ps, such as `aux`; `-ef` when left out.")]),
        Operation(
            "ContainerChanges", .get, "/containers/{id}/changes", .container,
            "Lists the files a container added, changed or removed since it was made from its image.", reply: .json,
            [container]),
        Operation(
            "ContainerStats", .get, "/containers/{id}/stats", .container,
            "Reports a container's use of processor, memory, network and disks, once a second or once.",
            reply: .jsonStream,
            [
                container,
                .query("stream", .boolean, "Keep reporting; true when left out."),
                .query(
                    "one-shot", .boolean, since: APIVersion(1, 41),
                    "With stream=false: one sample at once, not a second one to compare the first with."),
            ]),
        Operation(
            "ContainerStart", .post, "/containers/{id}/start", .container,
            "Starts a container; one that runs already stays as it is.", reply: .empty,
            [
                container, detachKeys,
                .query(
                    "checkpoint", .string, since: APIVersion(1, 25),
                    "A checkpoint to go on from; experimental engines only. Outside the engine's reference."),
                .query(
                    "checkpoint-dir", .string, since: APIVersion(1, 25),
                    "Folder of that checkpoint on the engine's machine. Outside the engine's reference."),
            ]),
        Operation(
            "ContainerStop", .post, "/containers/{id}/stop", .container,
            "Asks a container to stop and kills it when it does not.", reply: .empty, pace: .waits,
            [
                container,
                .query("signal", .string, since: APIVersion(1, 42), "The signal that asks, such as `SIGINT`."),
                .query("t", .integer, "Seconds to wait before killing; -1 waits for ever."),
            ]),
        Operation(
            "ContainerRestart", .post, "/containers/{id}/restart", .container,
            "Stops a container if it runs, then starts it.", reply: .empty, pace: .waits,
            [
                container,
                .query("signal", .string, since: APIVersion(1, 42), "The signal that asks it to stop."),
                .query("t", .integer, "Seconds to wait before killing; -1 waits for ever."),
            ]),
        Operation(
            "ContainerKill", .post, "/containers/{id}/kill", .container,
            "Sends a signal to the main process of a container.", reply: .empty,
            [container, .query("signal", .string, "Name or number of the signal; SIGKILL when left out.")]),
        Operation(
            "ContainerUpdate", .post, "/containers/{id}/update", .container,
            "Changes resource limits and restart policy without making the container anew.",
            body: .object(.required), reply: .json, [container]),
        Operation(
            "ContainerRename", .post, "/containers/{id}/rename", .container, "Gives a container another name.",
            reply: .empty, [container, .query("name", .string, required: true, "The new name.")]),
        Operation(
            "ContainerPause", .post, "/containers/{id}/pause", .container,
            "Freezes all processes of a container.", reply: .empty, [container]),
        Operation(
            "ContainerUnpause", .post, "/containers/{id}/unpause", .container,
            "Lets a frozen container go on.", reply: .empty, [container]),
        Operation(
            "ContainerResize", .post, "/containers/{id}/resize", .container,
            "Tells a container's terminal its size.", reply: .empty,
            [
                container,
                .query("h", .integer, required: true, "Rows of the terminal."),
                .query("w", .integer, required: true, "Columns of the terminal."),
            ]),
        Operation(
            "ContainerWait", .post, "/containers/{id}/wait", .container,
            "Waits until a container has ended and tells its exit code.", reply: .longPoll, mutates: false,
            [
                container,
                .query(
                    "condition", .string, since: APIVersion(1, 30), values: ["not-running", "next-exit", "removed"],
                    "What to wait for; `not-running` when left out."),
            ]),
        Operation(
            "ContainerDelete", .delete, "/containers/{id}", .container, "Removes a container.", reply: .empty,
            pace: .waits,
            [
                container,
                .query("v", .boolean, "Also remove the volumes without a name that were made for it."),
                .query("force", .boolean, "Kill it first if it runs."),
                .query("link", .boolean, since: APIVersion(1, 27), "Remove only the link of that name."),
            ]),
        Operation(
            "ContainerPrune", .post, "/containers/prune", .container,
            "Removes all containers that do not run.", since: APIVersion(1, 25), reply: .json, pace: .waits,
            [.filters("Only containers that match.", "label", "until")]),
    ]

    /// Following what a container writes, and talking to it.
    static let containerStreams: [Operation] = [
        Operation(
            "ContainerLogs", .get, "/containers/{id}/logs", .container,
            "Reads what a container has written, and what it goes on to write.", reply: .logStream,
            [
                container,
                .query("follow", .boolean, "Stay and deliver what is written later."),
                .query("stdout", .boolean, "Deliver standard output; one of stdout and stderr must be true."),
                .query("stderr", .boolean, "Deliver standard error."),
                .query("since", .string, "Only what is newer than this Unix time; a fraction is allowed."),
                .query(
                    "until", .string, since: APIVersion(1, 35),
                    "Only what is older than this Unix time; a fraction is allowed."),
                .query("timestamps", .boolean, "Begin each line with its time."),
                .query("tail", .string, "Only this many lines from the end; `all` when left out."),
                .query("details", .boolean, "Begin each line with the extra attributes of the log driver."),
            ]),
        Operation(
            "ContainerAttach", .post, "/containers/{id}/attach", .container,
            "Connects to a running container's input and output.", reply: .duplex, mutatesOnlyWith: "stdin",
            upgrade: "tcp",
            [
                container, detachKeys,
                .query("logs", .boolean, "Deliver what was written before, first."),
                .query("stream", .boolean, "Deliver what is written from now on."),
                .query("stdin", .boolean, "Connect standard input."),
                .query("stdout", .boolean, "Connect standard output."),
                .query("stderr", .boolean, "Connect standard error."),
            ]),
        Operation(
            "ContainerAttachWebsocket", .get, "/containers/{id}/attach/ws", .container,
            "Connects to a container's input and output by WebSocket.", reply: .duplex, mutates: true,
            upgrade: "websocket",
            [
                container, detachKeys,
                .query("logs", .boolean, "Deliver what was written before, first."),
                .query("stream", .boolean, "Deliver what is written from now on."),
                .query(
                    "stdin", .boolean, since: APIVersion(1, 42),
                    "Connect standard input. Before 1.42 all three are connected, since then only those named."),
                .query("stdout", .boolean, since: APIVersion(1, 42), "Connect standard output."),
                .query("stderr", .boolean, since: APIVersion(1, 42), "Connect standard error."),
            ]),
    ]

    /// Files in and out of containers.
    static let containerFiles: [Operation] = [
        Operation(
            "ContainerExport", .get, "/containers/{id}/export", .container,
            "Delivers a container's whole file system as a tar archive.", reply: .byteStream, [container]),
        Operation(
            "ContainerArchive", .get, "/containers/{id}/archive", .container,
            "Delivers a file or folder of a container as a tar archive.", reply: .byteStream,
            [container, .query("path", .string, required: true, "The file or folder in the container.")]),
        Operation(
            "ContainerArchiveInfo", .head, "/containers/{id}/archive", .container,
            "Tells size, mode and time of a file in a container (header X-Docker-Container-Path-Stat).",
            reply: .headers,
            [container, .query("path", .string, required: true, "The file or folder in the container.")]),
        Operation(
            "PutContainerArchive", .put, "/containers/{id}/archive", .container,
            "Unpacks a tar archive into a folder of a container.",
            body: .bytes(contentType: "application/x-tar", .required), reply: .empty, pace: .waits,
            [
                container,
                .query("path", .string, required: true, "The folder to unpack into; it must exist."),
                .query(
                    "noOverwriteDirNonDir", .boolean,
                    "Refuse to put a file in place of a folder, or the other way round."),
                .query(
                    "copyUIDGID", .boolean, since: APIVersion(1, 39), "Keep the owners that the archive names."),
            ]),
    ]
}
