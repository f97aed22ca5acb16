internal import Glibc
internal import NIOCore
internal import NIOPosix

/// Opens channels through `ssh`.
enum SSHConnection {
    /// How long a failed `ssh` may take to say what is wrong.
    private static let lastWords = TimeAmount.seconds(2)

    /// Starts an `ssh` and waits until an engine answers behind it. The process lives as long as the channel.
    ///
    /// - Parameter bootstrap: with the options the channel shall have.
    static func open(
        _ target: SSHTarget, _ bootstrap: ClientBootstrap, timeout: TimeAmount, eventLoop: any EventLoop
    ) -> EventLoopFuture<any Channel> {
        var pair: [CInt] = [-1, -1]
        guard socketpair(AF_UNIX, CInt(SOCK_STREAM.rawValue) | CInt(SOCK_CLOEXEC.rawValue), 0, &pair) == 0 else {
            return eventLoop.makeFailedFuture(EngineError.connecting(to: .ssh(target), errno: errno))
        }
        let (ours, theirs) = (pair[0], pair[1])
        return bootstrap.withConnectedSocket(ours).flatMapErrorThrowing { error in
            close(theirs)
            throw error
        }.flatMap { channel in
            let process = SSHProcess(arguments: target.arguments, socket: theirs, eventLoop: eventLoop)
            channel.closeFuture.whenComplete { _ in process.stop(after: .milliseconds(200), on: eventLoop) }
            return SSHGreeting.perform(on: channel, timeout: timeout).flatMapError { error in
                explain(error, target, process, timeout, eventLoop)
            }
        }
    }

    private static func explain(
        _ error: any Error, _ target: SSHTarget, _ process: SSHProcess, _ timeout: TimeAmount,
        _ eventLoop: any EventLoop
    ) -> EventLoopFuture<any Channel> {
        switch error as? SSHGreeting.Failure {
        case .late?:
            return eventLoop.makeFailedFuture(EngineError.connectTimeout(.ssh(target), after: timeout))
        case .noise(let bytes)?:
            return eventLoop.makeFailedFuture(SSHFailure.noise(target, bytes))
        case .ended?:
            let late = eventLoop.scheduleTask(in: lastWords) { process.stop() }
            return process.ended.flatMapThrowing { end in
                late.cancel()
                throw SSHFailure.explain(target, end)
            }
        case nil:
            return eventLoop.makeFailedFuture(error)
        }
    }
}

extension SSHProcess {
    /// Lets a process whose channel is closed end by itself, which gives it time for its last words, then ends it.
    func stop(after moment: TimeAmount, on eventLoop: any EventLoop) {
        let timer = eventLoop.scheduleTask(in: moment) { self.stop() }
        ended.whenComplete { _ in timer.cancel() }
    }
}
