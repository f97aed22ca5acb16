internal import Synchronization

/// Keeps one ``BlockingConnection`` between two calls. From any thread; who has taken it has it alone.
final class BlockingConnectionShelf: Sendable {
    private struct State: ~Copyable {
        var kept: BlockingConnection?
        var isClosed = false
    }

    private let state = Mutex(State())

    /// Whether none is kept.
    var isEmpty: Bool { state.withLock { $0.kept == nil } }

    /// Takes the connection, if there is one.
    func take() -> BlockingConnection? { state.withLock { $0.kept.take() } }

    /// Keeps a connection for the next call; one that was there, or comes after the end, is closed.
    func put(_ connection: consuming BlockingConnection) {
        var given: BlockingConnection? = consume connection
        state.withLock { state in
            if !state.isClosed { swap(&state.kept, &given) }
        }
    }

    /// Closes the connection, and those to come.
    func close() {
        let last = state.withLock { state in
            state.isClosed = true
            return state.kept.take()
        }
        _ = consume last
    }
}
