extension Operation {
    private static let volume = Parameter.path("name", "Name of the volume.")

    /// Storage that outlives containers.
    static let volumes: [Operation] = [
        Operation(
            "VolumeList", .get, "/volumes", .volume, "Lists volumes.", reply: .json,
            [.filters("Only volumes that match.", "dangling", "driver", "label", "name")]),
        Operation(
            "VolumeCreate", .post, "/volumes/create", .volume,
            "Creates a volume; without a name, the engine invents one.", body: .object(.implied), reply: .json),
        Operation(
            "VolumeInspect", .get, "/volumes/{name}", .volume, "Tells driver, mount point and labels of a volume.",
            reply: .json, [volume]),
        Operation(
            "VolumeUpdate", .put, "/volumes/{name}", .volume, "Changes the availability of a cluster volume.",
            since: APIVersion(1, 42), body: .object(.required), reply: .empty,
            [
                .path("name", "Name or id of the cluster volume."),
                .query("version", .integer, required: true, "The volume's ClusterVolume.Version.Index, as inspected."),
            ]),
        Operation(
            "VolumeDelete", .delete, "/volumes/{name}", .volume, "Removes a volume and what is on it.", reply: .empty,
            pace: .waits, [volume, .query("force", .boolean, "Also when its driver fails.")]),
        Operation(
            "VolumePrune", .post, "/volumes/prune", .volume, "Removes volumes that no container uses.",
            since: APIVersion(1, 25), reply: .json, pace: .waits,
            [
                .filters(
                    "Only volumes that match; from API 1.42 on, all=true takes those with a name too.", "all", "label")
            ]),
    ]
}
