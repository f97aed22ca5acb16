internal import NIOCore

/// Sends a body that comes piece by piece: the next piece is asked for when the system has taken the one before.
///
/// Confined to the event loop of its channel.
final class RequestUpload {
    /// How it went on.
    enum Event {
        /// A piece has been taken by the system.
        case progressed
        /// The body is complete.
        case completed
        /// The source has failed, or gave something else than it promised: the request cannot be completed.
        case broken(any Error)
        /// The connection does not take any more.
        case refused(any Error)
    }

    private let source: any BodySource
    private let channel: any Channel
    private let report: (Event) -> Void
    private var framing: UploadFraming
    private var isOver = false

    /// Prepares to send on `channel`.
    init(_ upload: EncodedRequest.Upload, on channel: any Channel, report: @escaping (Event) -> Void) {
        source = upload.source
        framing = UploadFraming(length: upload.length)
        self.channel = channel
        self.report = report
    }

    /// Asks for the next piece.
    func proceed() {
        guard !isOver else { return }
        source.next(on: channel.eventLoop).hop(to: channel.eventLoop).assumeIsolated().whenComplete { result in
            guard !self.isOver else { return }
            switch result {
            case .success(.some(let piece)): self.send(piece)
            case .success(.none): self.finish()
            case .failure(let error): self.end(.broken(error))
            }
        }
    }

    /// Nothing more is sent.
    func stop() {
        isOver = true
        source.cancel()
    }

    private func send(_ piece: ByteBuffer) {
        // An empty chunk would end the body.
        guard piece.readableBytes > 0 else {
            return channel.eventLoop.assumeIsolated().execute { self.proceed() }
        }
        let frame: (before: String, behind: String)
        do throws(EngineError) {
            frame = try framing.frame(piece.readableBytes)
        } catch {
            return end(.broken(error))
        }
        let written: EventLoopFuture<Void>
        if frame.before.isEmpty {
            written = channel.writeAndFlush(piece)
        } else {
            channel.write(ByteBuffer(string: frame.before), promise: nil)
            channel.write(piece, promise: nil)
            written = channel.writeAndFlush(ByteBuffer(string: frame.behind))
        }
        written.assumeIsolated().whenComplete { result in
            guard !self.isOver else { return }
            switch result {
            case .success:
                self.report(.progressed)
                // Not from inside: where every piece is there and taken at once, this would recurse as deep as the body
                // is long.
                self.channel.eventLoop.assumeIsolated().execute { self.proceed() }
            case .failure(let error): self.end(.refused(error))
            }
        }
    }

    private func finish() {
        let last: String
        do throws(EngineError) {
            last = try framing.end()
        } catch {
            return end(.broken(error))
        }
        guard !last.isEmpty else { return end(.completed) }
        channel.writeAndFlush(ByteBuffer(string: last)).assumeIsolated().whenComplete { result in
            guard !self.isOver else { return }
            switch result {
            case .success: self.end(.completed)
            case .failure(let error): self.end(.refused(error))
            }
        }
    }

    private func end(_ event: Event) {
        stop()
        report(event)
    }
}
