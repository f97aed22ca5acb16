@testable import DockerEngine

/// Runs whole replies through the state machine, cut in every way, and notes what came out.
struct Exchange: Equatable {
    struct Sink: BodySink {
        var bytes: [UInt8] = []

        mutating func append(_ start: UnsafeRawPointer, _ count: Int) {
            bytes += UnsafeRawBufferPointer(start: start, count: count)
        }
    }

    var status: Int?
    var fields: [String: String] = [:]
    var body = ""
    var ended = false
    var reusable = false
    var isRaw = false
    var fault: ExchangeFault?

    /// Feeds `pieces`, then the end of the connection if `closes`.
    static func run(
        _ pieces: [[UInt8]], closes: Bool = false, request: ExchangeStateMachine.Request = .init()
    ) -> Exchange {
        var result = Exchange()
        var machine = ExchangeStateMachine()
        var sink = Sink()
        machine.begin(request)
        machine.requestSent()
        do throws(ExchangeFault) {
            for piece in pieces where !result.ended { try result.feed(piece, &machine, &sink) }
            if closes, !result.ended, try machine.endOfInput() { result.ended = true }
        } catch {
            result.fault = error
        }
        result.isRaw = result.isRaw || machine.phase == .raw
        result.body = String(decoding: sink.bytes, as: UTF8.self)
        return result
    }

    private mutating func feed(
        _ piece: [UInt8], _ machine: inout ExchangeStateMachine, _ sink: inout Sink
    ) throws(ExchangeFault) {
        var rest = piece[...]
        while true {
            let step: Result<ExchangeStateMachine.Step, ExchangeFault> = Array(rest).withUnsafeBytes { bytes in
                Result { () throws(ExchangeFault) in try machine.read(bytes, into: &sink) }
            }
            switch try step.get() {
            case .wait: return
            case .head(let head, let consumed):
                status = head.status
                for (name, value) in head.headers { fields[name.lowercased()] = value }
                isRaw = machine.phase == .raw
                rest = rest.dropFirst(consumed)
            case .end(_, let reusable):
                ended = true
                self.reusable = reusable
                return
            }
        }
    }

    /// The bytes whole, cut in two at every place, and one at a time.
    static func cuts(_ bytes: [UInt8]) -> [[[UInt8]]] {
        var ways = [[bytes], bytes.map { [$0] }]
        for index in 1..<max(2, bytes.count) where index < bytes.count {
            ways.append([Array(bytes[..<index]), Array(bytes[index...])])
        }
        return ways
    }
}
