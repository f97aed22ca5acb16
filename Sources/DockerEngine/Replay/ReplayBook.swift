internal import Synchronization

/// Somebody who knows what was recorded.
protocol ReplayAnswers: Sendable {
    /// What to do about input that is not what was recorded; nil: any input will do that is as long.
    var advice: String? { get }

    /// What there is to say to a request.
    func answer(_ request: RecordedRequest) -> ReplayAnswer
}

/// What there is to say to a request.
enum ReplayAnswer {
    case entry(Recording.Entry)
    /// Nothing fits; the words say what is nearest.
    case unknown(String)
}

/// The entries of a recording, and which of them have been given.
final class ReplayBook: ReplayAnswers {
    let advice: String? = nil
    private let entries: [(entry: Recording.Entry, request: RecordedRequest)]
    private let used = Mutex<Set<Int>>([])

    init(_ recording: Recording) {
        entries = recording.entries.map {
            ($0, RecordedRequest(method: $0.method, target: $0.target, body: $0.body))
        }
    }

    /// The next reply that was recorded for such a request. A question can be asked more often than it was.
    func answer(_ request: RecordedRequest) -> ReplayAnswer {
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
        return .unknown("replay: \(words(request, alike, fitting))")
    }

    private func words(_ request: RecordedRequest, _ alike: [Int], _ fitting: [Int]) -> String {
        let asked = "\(request.method) \(request.path)"
        if !fitting.isEmpty { return "\(asked) was recorded \(fitting.count) times, and this is one more" }
        guard let nearest = alike.last else {
            let names = entries.map { "\($0.request.method) \($0.request.path)" }
            let hint = NearestName.find(asked, in: names).map { "; the nearest is \($0)" } ?? ""
            return "\(asked) is not in the recording\(hint)"
        }
        let differences = request.differences(from: entries[nearest].request).map(\.words).joined(separator: "; ")
        return "\(asked) was recorded with other values: \(differences)"
    }
}
