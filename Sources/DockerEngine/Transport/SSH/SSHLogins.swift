internal import NIOCore

/// Lets a few logins go on at a time: an sshd that is not told otherwise begins to turn away the eleventh who knocks.
final class SSHLogins: Sendable {
    /// How many may be under way.
    static let limit = 4

    private struct State {
        var running = 0
        var waiting: [() -> Void] = []
    }

    private let eventLoop: any EventLoop
    private let state: NIOLoopBoundBox<State>

    /// Nobody is logging in.
    init(eventLoop: any EventLoop) {
        self.eventLoop = eventLoop
        state = .makeBoxSendingValue(State(), eventLoop: eventLoop)
    }

    /// Starts a login, now or when it is its turn. On the event loop.
    func next<Value: Sendable>(
        _ login: @escaping @Sendable () -> EventLoopFuture<Value>
    ) -> EventLoopFuture<Value> {
        let promise = eventLoop.makePromise(of: Value.self)
        let start = {
            let attempt = login()
            attempt.assumeIsolated().whenComplete { _ in self.ended() }
            attempt.cascade(to: promise)
        }
        if state.value.running < Self.limit {
            state.value.running += 1
            start()
        } else {
            state.value.waiting.append(start)
        }
        return promise.futureResult
    }

    private func ended() {
        if state.value.waiting.isEmpty {
            state.value.running -= 1
        } else {
            state.value.waiting.removeFirst()()
        }
    }
}
