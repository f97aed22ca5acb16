internal import Glibc
internal import NIOCore

extension Channel {
    /// Keeps the channel's socket from programs that are started while it is open: one that lives longer would keep a
    /// connection open that was closed here. NIO leaves its sockets to be inherited.
    ///
    /// For the channel's initializer: on its event loop, before anything is sent.
    func closeOnExec() -> EventLoopFuture<Void> {
        eventLoop.makeCompletedFuture {
            try pipeline.syncOperations.withUnsafeTransportIfAvailable(of: NIOBSDSocket.Handle.self) { socket in
                guard fcntl(socket, F_SETFD, FD_CLOEXEC) == 0 else { throw IOError(errnoCode: errno, reason: "fcntl") }
            }
        }
    }
}
