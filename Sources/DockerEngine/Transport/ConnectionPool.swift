internal import Glibc
internal import NIOCore

/// Keeps connections that ended an exchange cleanly, for the next one. Confined to its event loop.
final class ConnectionPool {
    /// How many idle connections are kept.
    static let idleLimit = 32

    private let dialer: Dialer
    private let encoder: RequestEncoder
    private var idle: [Connection] = []
    private var all: [ObjectIdentifier: Connection] = [:]
    private(set) var isClosed = false
    private var keepsIdle = true

    /// Makes an empty pool.
    init(dialer: Dialer, encoder: RequestEncoder) {
        self.dialer = dialer
        self.encoder = encoder
    }

    /// How many connections are open, busy or idle.
    var openCount: Int { all.count }

    /// How many of them wait for a next exchange.
    var idleCount: Int { idle.count }

    /// The idle connection used last, if one is alive.
    func takeIdle() -> Connection? {
        while let connection = idle.popLast() {
            if connection.isUsable { return connection }
        }
        return nil
    }

    /// Opens a new connection.
    func dial(_ completion: @escaping (Result<Connection, any Error>) -> Void) {
        dialer.dial().assumeIsolated().whenComplete { result in
            completion(
                result.flatMap { channel in
                    Result {
                        guard !self.isClosed else {
                            channel.close(promise: nil)
                            throw ChannelError.ioOnClosedChannel
                        }
                        let connection = try Connection(channel, pool: self)
                        if channel.isActive { self.all[ObjectIdentifier(connection)] = connection }
                        return connection
                    }
                })
        }
    }

    /// Tells whether the engine can still be reached, by a connection that the next call can use. Where the answer is not
    /// clear, it is yes.
    func confirmEngine(_ completion: @escaping (Bool) -> Void) {
        if isClosed { return completion(true) }
        // A login over ssh takes long, and what ends with the engine ends the kept ones too.
        if case .ssh = dialer.address, idle.contains(where: \.isUsable) { return completion(true) }
        dial { result in
            switch result {
            case .success(let connection):
                EngineCheck.perform(
                    on: connection, encoder: self.encoder, patience: self.dialer.timeout, completion)
            case .failure(let error):
                let explained = ConnectFailure.explain(error, address: self.dialer.address)
                let code = (error as? IOError)?.errnoCode
                // TLS that has worked a moment ago fails with an engine that is going.
                let isGone = explained.kind == .connection || explained.kind == .tls
                completion(!isGone || code == EMFILE || code == ENFILE)
            }
        }
    }

    /// Takes back a connection that is ready for another exchange.
    func giveBack(_ connection: Connection) {
        guard keepsIdle, connection.isUsable else { return connection.channel.close(promise: nil) }
        idle.append(connection)
        if idle.count > Self.idleLimit { idle.removeFirst().channel.close(promise: nil) }
    }

    /// Drops a connection whose channel has closed.
    func forget(_ connection: Connection) {
        all[ObjectIdentifier(connection)] = nil
        idle.removeAll { $0 === connection }
    }

    /// Closes the idle connections, and the others as soon as their exchange has ended.
    func retire() {
        keepsIdle = false
        let unused = idle
        idle = []
        for connection in unused { connection.stop(.cancelled) }
    }

    /// Closes every connection; what runs on them fails as cancelled.
    func close() -> [EventLoopFuture<Void>] {
        isClosed = true
        keepsIdle = false
        let open = Array(all.values)
        idle = []
        for connection in open { connection.stop(.cancelled) }
        return open.map(\.channel.closeFuture)
    }
}
