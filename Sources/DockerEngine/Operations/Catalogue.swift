/// All operations of the Docker Engine API that this client knows.
public enum Catalogue {
    /// Every operation, sorted by id.
    public static let all: [Operation] = [
        Operation.containers, Operation.containerStreams, Operation.containerFiles, Operation.execs, Operation.images,
        Operation.imageTransfers, Operation.builds, Operation.system, Operation.volumes, Operation.networks,
        Operation.plugins, Operation.swarm, Operation.services, Operation.secrets, Operation.configs,
        Operation.unlisted,
    ].flatMap { $0 }.sorted { $0.id < $1.id }

    private static let byID = Dictionary(all.map { ($0.id, $0) }, uniquingKeysWith: { first, _ in first })

    /// The operation of that id, or nil.
    public static subscript(id: String) -> Operation? { byID[id] }

    /// The id closest to `name`, or nil when none is close.
    public static func nearest(_ name: String) -> String? {
        NearestName.find(name, in: all.lazy.map(\.id))
    }

    /// The operation of that id.
    ///
    /// - Throws: kind `invalid_argument` with the nearest id when there is none.
    public static func operation(_ id: String) throws(EngineError) -> Operation {
        if let operation = byID[id] { return operation }
        throw EngineError(
            .invalidArgument, "there is no operation \"\(id)\"",
            hint: nearest(id).map { "Did you mean \($0)?" }
                ?? "Ids are those of the engine's reference, such as ContainerList.")
    }
}
