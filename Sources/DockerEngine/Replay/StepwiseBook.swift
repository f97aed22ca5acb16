internal import NIOCore
internal import Synchronization

/// A recording for somebody who types freely: it answers as the engine stood after the last step that was taken.
///
/// Requests that change something are the steps. A question gets the answer that was recorded after the same step, however
/// often it is asked. A step that was taken already leads back to it, so that a learner can try again; one that was left
/// out can be made up for. Differences that change nothing in what follows are overlooked: the version in the path, names
/// instead of ids, how long to wait before killing.
final class StepwiseBook: ReplayAnswers {
    private struct Line {
        var entry: Recording.Entry
        var request: RecordedRequest
        var isQuestion: Bool
    }

    private struct State {
        /// The last step that was taken: a place in the lines.
        var step = -1
        var used: Set<Int> = []
    }

    private let lines: [Line]
    private let names: ObjectNames
    let advice: String?
    private let state = Mutex(State())

    /// - Parameter advice: what to do about a request that is not recorded.
    init(_ recording: Recording, advice: String) {
        let names = ObjectNames(recording)
        self.names = names
        self.advice = advice
        lines = recording.entries.map { entry in
            let request = RecordedRequest(method: entry.method, target: entry.target, body: entry.body)
            return Line(
                entry: entry, request: names.settled(request),
                isQuestion: entry.method == "GET" || entry.method == "HEAD")
        }
    }

    func answer(_ asked: RecordedRequest) -> ReplayAnswer {
        let request = names.settled(asked)
        let alike = lines.indices.filter {
            lines[$0].request.method == request.method && lines[$0].request.path == request.path
        }
        let fitting = alike.filter { place in
            request.differences(from: lines[place].request).allSatisfy { Self.changesNothing($0.place) }
        }
        let isQuestion = request.method == "GET" || request.method == "HEAD"
        let (chosen, step) = state.withLock { state in
            (isQuestion ? reply(to: fitting, &state) : take(fitting, &state), state.step)
        }
        if let chosen { return .entry(lines[chosen].entry) }
        return .unknown(words(request, alike, fitting, step))
    }

    private func nextStep(after step: Int) -> Int? { lines.indices.first { $0 > step && !lines[$0].isQuestion } }

    private func reply(to fitting: [Int], _ state: inout State) -> Int? {
        let end = nextStep(after: state.step) ?? lines.endIndex
        let now = fitting.filter { $0 > state.step && $0 < end }
        if let next = now.first(where: { !state.used.contains($0) }) {
            state.used.insert(next)
            return next
        }
        return now.last ?? fitting.last { $0 < state.step }
    }

    private func take(_ fitting: [Int], _ state: inout State) -> Int? {
        if let next = nextStep(after: state.step), fitting.contains(next) {
            state.step = next
        } else if let behind = fitting.last(where: { $0 <= state.step }) {
            if state.used.insert(behind).inserted { return behind }
            state.step = behind
            state.used = state.used.filter { $0 <= behind }
            return behind
        } else if let ahead = fitting.first {
            state.step = ahead
        } else {
            return nil
        }
        state.used.insert(state.step)
        return state.step
    }

    private static func changesNothing(_ place: String) -> Bool {
        place == "t" || place == "body.StopTimeout" || place.hasSuffix(".StopGracePeriod")
    }

    // MARK: Words

    private func words(_ request: RecordedRequest, _ alike: [Int], _ fitting: [Int], _ step: Int) -> String {
        let asked = "\(request.method) \(request.path)"
        let what: String
        if let later = fitting.first, let before = lines[..<later].last(where: { !$0.isQuestion }) {
            what = "\(asked) is answered only after \(Self.name(before))"
        } else if let nearest = nearest(request, alike) {
            let differences = request.differences(from: lines[nearest].request)
                .filter { !Self.changesNothing($0.place) }.map(\.words).joined(separator: "; ")
            what = "\(asked) is in it with other values: \(differences)"
        } else {
            what = "\(asked) is not in it"
        }
        let next = nextStep(after: step).map { "; it goes on with \(Self.name(lines[$0]))" } ?? ""
        return "this is a recording, and \(what)\(next); \(advice ?? "")"
    }

    private func nearest(_ request: RecordedRequest, _ alike: [Int]) -> Int? {
        alike.min {
            request.differences(from: lines[$0].request).count < request.differences(from: lines[$1].request).count
        }
    }

    private static func name(_ line: Line) -> String {
        let name = line.request.query["name"]?.first.map { "?name=\($0)" } ?? ""
        return "\(line.request.method) \(line.request.path)\(name)"
    }
}

/// The names of what is created in a recording, so that it can be asked for by name and by id.
private struct ObjectNames {
    private var ids: [String: String] = [:]

    init(_ recording: Recording) {
        for entry in recording.entries where entry.method == "POST" && entry.status < 300 {
            let request = RecordedRequest(method: entry.method, target: entry.target, body: entry.body)
            guard request.path.hasSuffix("/create"), case .object(let reply)? = Self.body(entry),
                let id = (reply["Id"] ?? reply["ID"])?.scalar
            else { continue }
            if let name = request.query["name"]?.first { ids[name] = id }
            if case .object(let body)? = request.body, let name = body["Name"]?.scalar { ids[name] = id }
            ids[String(id.prefix(12))] = id
        }
    }

    private static func body(_ entry: Recording.Entry) -> JSONValue? {
        var text = ""
        for case .reply(let bytes, _) in entry.pieces { text += String(buffer: bytes) }
        return JSONValue(text)
    }

    /// The request with ids in place of names, without the version in its path and without ":latest".
    func settled(_ request: RecordedRequest) -> RecordedRequest {
        var settled = request
        var parts = request.path.split(separator: "/").map { String($0) }
        if let first = parts.first, first.hasPrefix("v"), APIVersion(first) != nil { parts.removeFirst() }
        settled.path = parts.map { "/" + plain($0) }.joined()
        if case .object(var body)? = request.body {
            for field in ["Container", "Image"] {
                if case .string(let text)? = body[field] { body[field] = .string(plain(text)) }
            }
            settled.body = .object(body)
        }
        return settled
    }

    private func plain(_ name: String) -> String {
        if let id = ids[name] { return id }
        return name.hasSuffix(":latest") ? String(name.dropLast(7)) : name
    }
}
