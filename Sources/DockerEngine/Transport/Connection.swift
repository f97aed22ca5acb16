internal import NIOCore

/// One channel to the engine: HTTP exchanges one after the other, then perhaps raw bytes both ways.
///
/// Confined to its event loop, like the handler that does the work.
final class Connection {
    /// The channel below.
    let channel: any Channel
    private let handler: ExchangeHandler
    private let pool: ConnectionPool

    /// Takes over a connected channel. On its event loop.
    init(_ channel: any Channel, pool: ConnectionPool) throws {
        self.channel = channel
        self.pool = pool
        handler = ExchangeHandler()
        try channel.pipeline.syncOperations.addHandler(handler)
        handler.attach(self)
    }

    /// Whether a request can be sent.
    var isUsable: Bool { channel.isActive && handler.isIdle }

    /// The handler, for the stream that takes over the connection.
    var exchangeHandler: ExchangeHandler { handler }

    /// Sends a request; `owner` hears the rest.
    func perform(
        _ request: OutgoingRequest, encoder: RequestEncoder, limits: ExchangeLimits, owner: any ExchangeOwner
    ) {
        let encoded = encoder.encode(request, allocator: channel.allocator)
        handler.begin(request.kind, encoded, limits: limits, owner: owner)
    }

    /// Stops whatever runs and closes the channel.
    func stop(_ failure: ExchangeFailure) { handler.stop(failure) }

    /// The handler is done with an exchange.
    func exchangeEnded(reusable: Bool) {
        if reusable {
            pool.giveBack(self)
        } else {
            channel.close(promise: nil)
        }
    }

    /// Tells whether the engine can still be reached.
    func confirmEngine(_ completion: @escaping (Bool) -> Void) { pool.confirmEngine(completion) }

    /// The channel is closed.
    func closed() { pool.forget(self) }
}
