internal import Glibc
internal import NIOCore

/// A connection to a unix socket that the caller's own thread writes and reads: no other thread has to be woken, which is
/// most of what a short call costs.
///
/// It carries one exchange after the other, whose replies are collected whole. What becomes of the bytes is decided by
/// ``ExchangeStateMachine``, as on the connections of the event loop.
struct BlockingConnection: ~Copyable, Sendable {
    /// How an exchange went.
    enum Outcome {
        /// The reply; without `isReusable` the connection has to go.
        case reply(ResponseHead, ByteBuffer, isReusable: Bool)
        /// There is no reply, and the connection has to go.
        case failed(ExchangeFailure, replyBegan: Bool, nothingSent: Bool)
        /// The thread was told not to wait any longer; the connection has to go.
        case ended
    }

    private enum Readiness {
        case readable, late, ended
    }

    private static let pieceSize = 64 * 1024
    private let descriptor: Int32
    /// What was read last; its memory is used again.
    private var piece = ByteBuffer()
    /// Whether an earlier exchange has been completed on it.
    private(set) var wasUsed = false

    /// Connects; nil where that does not succeed at once.
    init?(path: String) {
        var address = sockaddr_un()
        address.sun_family = sa_family_t(AF_UNIX)
        let room = MemoryLayout.size(ofValue: address.sun_path)
        guard path.utf8.count < room, !path.utf8.contains(0) else { return nil }
        withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: path.utf8) }
        let kind = Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue | SOCK_NONBLOCK.rawValue)
        let made = socket(AF_UNIX, kind, 0)
        guard made >= 0 else { return nil }
        let connected = withUnsafePointer(to: address) {
            $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                connect(made, $0, socklen_t(MemoryLayout<sockaddr_un>.size))
            }
        }
        guard connected == 0 else {
            close(made)
            return nil
        }
        descriptor = made
    }

    deinit { close(descriptor) }

    /// Whether nothing has come since the last reply, not even the end.
    private var isQuiet: Bool {
        var byte: UInt8 = 0
        return recv(descriptor, &byte, 1, Int32(MSG_PEEK)) < 0 && errno == EAGAIN
    }

    /// Sends a request and waits for the whole reply.
    ///
    /// - Parameters:
    ///   - request: all bytes of the request; at most a few ten thousand, which the socket takes at once.
    ///   - kind: what of the request decides how the reply is read.
    ///   - limits: how long it may take.
    ///   - wait: what may end it early.
    ///   - witness: sees what passes.
    ///   - bodyLimit: the longest body accepted behind a head, in bytes.
    mutating func exchange(
        _ request: ByteBuffer, _ kind: ExchangeStateMachine.Request, limits: ExchangeLimits,
        wait: borrowing InPlaceWait, witness: consuming ExchangeWitness?, bodyLimit: (ResponseHead) -> Int
    ) -> Outcome {
        guard !wasUsed || isQuiet else {
            return .failed(.fault(.closedBeforeReply), replyBegan: false, nothingSent: true)
        }
        let sent = request.withUnsafeReadableBytes {
            send(descriptor, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL))
        }
        guard sent == request.readableBytes else {
            let error = IOError(errnoCode: sent < 0 ? errno : EAGAIN, reason: "send")
            return .failed(.transport(error), replyBegan: false, nothingSent: sent <= 0)
        }
        witness?.wrote(request)
        var reader = CollectedReply(kind, witness)
        var clock = DeadlineClock()
        if limits != ExchangeLimits() { clock.start(limits, now: .now()) }
        let outcome = collect(&reader, &clock, wait, bodyLimit)
        if case .reply = outcome {} else { reader.giveUp() }
        wasUsed = true
        return outcome
    }

    private mutating func collect(
        _ reader: inout CollectedReply, _ clock: inout DeadlineClock, _ wait: borrowing InPlaceWait,
        _ bodyLimit: (ResponseHead) -> Int
    ) -> Outcome {
        while true {
            switch waitUntilReadable(by: clock.next?.deadline, wait) {
            case .readable: break
            case .ended: return .ended
            case .late:
                guard let next = clock.next else { continue }
                return .failed(.timedOut(next.limit), replyBegan: reader.hasBegun, nothingSent: false)
            }
            let count = receive()
            if count == -Int(EAGAIN) || count == -Int(EINTR) { continue }
            if count < 0 {
                let error = IOError(errnoCode: Int32(-count), reason: "recv")
                return .failed(.transport(error), replyBegan: reader.hasBegun, nothingSent: false)
            }
            let hadHead = reader.head != nil
            do throws(ExchangeFault) {
                let end =
                    try count == 0
                    ? reader.endOfInput()
                    : piece.withUnsafeReadableBytes { bytes throws(ExchangeFault) in try reader.read(bytes, bodyLimit) }
                if let end { return end }
            } catch {
                let replyBegan = error != .closedBeforeReply
                return .failed(.fault(error), replyBegan: replyBegan, nothingSent: false)
            }
            guard reader.head != nil else { continue }
            if hadHead { clock.touch(now: .now()) } else { clock.headArrived(stream: false, now: .now()) }
        }
    }

    /// Reads into ``piece`` what is there. Returns how many bytes; 0 at the end, the errno below 0 when it failed.
    private mutating func receive() -> Int {
        piece.clear()
        var received = 0
        piece.writeWithUnsafeMutableBytes(minimumWritableBytes: Self.pieceSize) { space in
            received = recv(descriptor, space.baseAddress, space.count, 0)
            if received < 0 { received = -Int(errno) }
            return max(received, 0)
        }
        return received
    }

    private func waitUntilReadable(by deadline: NIODeadline?, _ wait: borrowing InPlaceWait) -> Readiness {
        while true {
            var milliseconds: Int32 = -1
            if let deadline {
                let left = deadline - .now()
                if left <= .zero { return .late }
                milliseconds = Int32(clamping: (left.nanoseconds + 999_999) / 1_000_000)
            }
            var descriptors = (
                pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0),
                pollfd(fd: wait.wakeDescriptor, events: Int16(POLLIN), revents: 0)
            )
            let count = withUnsafeMutablePointer(to: &descriptors) {
                $0.withMemoryRebound(to: pollfd.self, capacity: 2) { poll($0, 2, milliseconds) }
            }
            if count > 0 && descriptors.0.revents != 0 { return .readable }
            // A signal or somebody's note: either ends the sleep, and neither has to mean an end.
            if count != 0 && wait.mustEnd() { return .ended }
        }
    }
}

/// Reads one reply whole.
private struct CollectedReply {
    private var machine = ExchangeStateMachine()
    private var collected = CollectSink()
    private let kind: ExchangeStateMachine.Request
    private var witness: ExchangeWitness?
    private(set) var head: ResponseHead?

    init(_ kind: ExchangeStateMachine.Request, _ witness: consuming ExchangeWitness?) {
        self.kind = kind
        self.witness = witness
        machine.begin(kind)
        machine.requestSent()
    }

    /// Whether any byte of it has come.
    var hasBegun: Bool { machine.replyBegan }

    /// Takes bytes. Returns the reply when it is complete.
    mutating func read(
        _ input: UnsafeRawBufferPointer, _ bodyLimit: (ResponseHead) -> Int
    ) throws(ExchangeFault) -> BlockingConnection.Outcome? {
        witness?.read(input)
        var rest = input
        while true {
            switch try machine.read(rest, into: &collected) {
            case .wait: return nil
            case .head(let head, let consumed):
                rest = UnsafeRawBufferPointer(rebasing: rest[consumed...])
                self.head = head
                collected.expect(kind.isHead ? nil : head.contentLength, limit: bodyLimit(head))
            case .end(_, let reusable): return head.map { .reply($0, collected.bytes, isReusable: reusable) }
            }
        }
    }

    /// Nothing more comes.
    mutating func endOfInput() throws(ExchangeFault) -> BlockingConnection.Outcome? {
        witness?.inputEnded()
        guard try machine.endOfInput(), let head else { throw .closedBeforeReply }
        return .reply(head, collected.bytes, isReusable: false)
    }
    /// Nobody reads on; a witness that has not seen the end learns that there is none.
    mutating func giveUp() { witness?.end(ExchangeWitness.givenUp) }
}
