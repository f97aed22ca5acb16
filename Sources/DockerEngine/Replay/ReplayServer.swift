internal import Glibc
public import NIOCore
internal import NIOPosix
internal import Synchronization

/// Answers from a recording, on a unix socket of its own: a client that is given its address needs no engine.
public final class ReplayServer: Sendable {
    /// Where it listens.
    public let address: Address
    private let folder: String
    private let path: String
    private let channel: any Channel

    /// Begins to listen. Not on the event loop: it waits until the socket is there.
    public init(_ recording: Recording, eventLoop: any EventLoop) throws {
        // A folder that only its owner can enter: what was recorded is nobody else's business.
        var template = Array("/tmp/moondock-replay-XXXXXX".utf8CString)
        guard mkdtemp(&template) != nil else {
            throw EngineError(.connection, "no folder for the recording's socket can be made in /tmp")
        }
        folder = template.withUnsafeBytes { String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self) }
        path = folder + "/docker.sock"
        address = .unix(path: path)
        let book = ReplayBook(recording)
        channel = try ServerBootstrap(group: eventLoop)
            .childChannelOption(.allowRemoteHalfClosure, value: true)
            .childChannelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    try channel.pipeline.syncOperations.addHandler(ReplayHandler(book))
                }
            }
            .bind(unixDomainSocketPath: path, cleanupExistingSocketFile: true).wait()
    }

    /// Stops listening; quiet when repeated.
    public func close() {
        channel.close(promise: nil)
        unlink(path)
        rmdir(folder)
    }
}

/// The entries of a recording, and which of them have been given.
final class ReplayBook: Sendable {
    /// What there is to say to a request.
    enum Answer {
        case entry(Recording.Entry)
        /// Nothing fits; the words say what is nearest.
        case unknown(String)
    }

    private let entries: [(entry: Recording.Entry, request: RecordedRequest)]
    private let used = Mutex<Set<Int>>([])

    init(_ recording: Recording) {
        entries = recording.entries.map {
            ($0, RecordedRequest(method: $0.method, target: $0.target, body: $0.body))
        }
    }

    /// The next reply that was recorded for such a request. A question can be asked more often than it was.
    func answer(_ request: RecordedRequest) -> Answer {
        let alike = entries.indices.filter {
            entries[$0].request.method == request.method && entries[$0].request.path == request.path
        }
        let fitting = alike.filter { request.differences(from: entries[$0].request).isEmpty }
        let chosen: Int? = used.withLock { used in
            if let next = fitting.first(where: { !used.contains($0) }) {
                used.insert(next)
                return next
            }
            return request.method == "GET" || request.method == "HEAD" ? fitting.last : nil
        }
        if let chosen { return .entry(entries[chosen].entry) }
        let asked = "\(request.method) \(request.path)"
        if !fitting.isEmpty { return .unknown("\(asked) was recorded \(fitting.count) times, and this is one more") }
        guard let nearest = alike.last else {
            let names = entries.map { "\($0.request.method) \($0.request.path)" }
            let hint = NearestName.find(asked, in: names).map { "; the nearest is \($0)" } ?? ""
            return .unknown("\(asked) is not in the recording\(hint)")
        }
        let differences = request.differences(from: entries[nearest].request).joined(separator: "; ")
        return .unknown("\(asked) was recorded with other values: \(differences)")
    }
}
