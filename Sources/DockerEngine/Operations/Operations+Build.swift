extension Operation {
    /// Building images.
    static let builds: [Operation] = [
        Operation(
            "ImageBuild", .post, "/build", .image,
            "Builds an image from a Dockerfile and a tar archive with its files.",
            body: .bytes(contentType: "application/x-tar", .optional), reply: .jsonStream, imageBuildParameters),
        Operation(
            "BuildPrune", .post, "/build/prune", .image, "Empties the build cache.", since: APIVersion(1, 31),
            reply: .json, pace: .waits,
            [
                .query(
                    "keep-storage", .integer, since: APIVersion(1, 39), dropped: APIVersion(1, 52),
                    "Bytes of cache to keep; newer engines call it reserved-space."),
                .query("reserved-space", .integer, since: APIVersion(1, 48), "Bytes of cache to keep."),
                .query(
                    "max-used-space", .integer, since: APIVersion(1, 48), "Most bytes the cache may take afterwards."),
                .query(
                    "min-free-space", .integer, since: APIVersion(1, 48),
                    "Bytes that should be free on the disk afterwards."),
                .query("all", .boolean, since: APIVersion(1, 39), "Also cache that images still use."),
                .filters(
                    "Only cache that matches.", "description", "id", "inuse", "parent", "private", "shared", "type",
                    "until",
                    since: APIVersion(1, 39)),
            ]),
    ]

    private static let imageBuildParameters: [Parameter] = [
        .query("dockerfile", .string, "Path of the Dockerfile in the archive; `Dockerfile` when left out."),
        .query("t", .list, "Names for the image, as name:tag."),
        .query(
            "extrahosts", .list, since: APIVersion(1, 28), "Lines for /etc/hosts during the build, as host:address."),
        .query("remote", .string, "A Git repository or URL to build from, in place of the body."),
        .query("q", .boolean, "Report only the id of the image."),
        .query("nocache", .boolean, "Run every step anew."),
        .query("cachefrom", .jsonList, "Images whose layers may serve as cache."),
        .query("pull", .boolean, "Ask the registry for newer base images."),
        .query("rm", .boolean, "Remove the containers of steps that succeeded; true when left out."),
        .query("forcerm", .boolean, "Remove the containers of steps even when one fails."),
        .query("memory", .integer, "Limit of memory in bytes."),
        .query("memswap", .integer, "Limit of memory and swap together in bytes; -1 for no limit."),
        .query("cpushares", .integer, "Relative weight of the build for the processor."),
        .query("cpusetcpus", .string, "Processors to use, such as `0-3`."),
        .query("cpusetmems", .string, "Memory nodes to use, such as `0,1`."),
        .query("cpuperiod", .integer, "Length of a scheduling period in microseconds."),
        .query("cpuquota", .integer, "Microseconds of processor time in each period."),
        .query("cgroupparent", .string, "The control group to put the containers of steps under."),
        .query("ulimits", .json, "Limits of the processes: a list of tables with Name, Soft and Hard."),
        .query("buildargs", .map, "Values for the ARG lines of the Dockerfile."),
        .query("shmsize", .integer, "Size of /dev/shm in bytes; 64 MB when left out."),
        .query("squash", .boolean, "Join the new layers into one; for engines in experimental mode."),
        .query("labels", .map, "Labels for the image."),
        .query("networkmode", .string, values: ["bridge", "host", "none"], "Network for the steps that run commands."),
        .query(
            "isolation", .string,
            "How containers are kept apart, for engines on Windows. Outside the engine's reference."),
        .query("platform", .string, since: APIVersion(1, 34), "The platform to build for, such as `linux/arm64`."),
        .query("target", .string, since: APIVersion(1, 37), "The stage of the Dockerfile to end with."),
        .query(
            "outputs", .json, since: APIVersion(1, 40), "What BuildKit writes: a list of tables with Type and Attrs."),
        .query(
            "version", .string, since: APIVersion(1, 38), values: ["1", "2"],
            "The builder: 1 is the classic one, 2 is BuildKit."),
        .query(
            "buildid", .string, since: APIVersion(1, 38),
            "A name to cancel a BuildKit build by, see BuildCancel. Outside the engine's reference."),
        .header("X-Registry-Config", .credentials, "Credentials by registry, for base images."),
    ]
}
