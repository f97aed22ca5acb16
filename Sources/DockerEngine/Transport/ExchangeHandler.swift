internal import NIOCore

/// Runs the exchanges of one connection: feeds the state machine with what happens on the channel and does what it says.
///
/// Reads are asked for one at a time. While no stream is attached a read is always pending, so that the end of an idle
/// connection is noticed; with a stream, reading follows its reader (back-pressure) and ``ReadPacer``.
final class ExchangeHandler: ChannelInboundHandler {
    typealias InboundIn = ByteBuffer
    typealias OutboundOut = ByteBuffer

    private enum Consumer {
        case none
        case collect(any ExchangeOwner)
        case stream(StreamCore)
    }

    private var machine = ExchangeStateMachine()
    private var consumer = Consumer.none
    private var collected = CollectSink()
    private var decoder = StreamDecoder(content: .bytes)
    private var context: ChannelHandlerContext?
    private var connection: Connection?
    private var pacer = ReadPacer()
    private var clock = DeadlineClock()
    private var timer: (scheduled: Scheduled<Void>, deadline: NIODeadline)?
    private var readBytes = 0
    private var isPaused = false
    private var outputClosed = false
    private var inputClosed = false
    private var nothingSent = false
    /// The engine has ended its side of an upgraded connection; ours is still open.
    private var keepsOutput = false
    private var lastError: (any Error)?
    /// The head just read began a WebSocket.
    private var consumesWebSocket = false
    private var upload: RequestUpload?

    /// Whether an exchange may begin.
    var isIdle: Bool { machine.phase == .idle }

    /// Ties the handler to its connection until the channel closes.
    func attach(_ connection: Connection) {
        self.connection = connection
        context?.read()
    }

    func handlerAdded(context: ChannelHandlerContext) { self.context = context }

    func handlerRemoved(context: ChannelHandlerContext) { self.context = nil }

    /// Sends a request.
    func begin(
        _ request: ExchangeStateMachine.Request, _ bytes: EncodedRequest, limits: ExchangeLimits,
        owner: any ExchangeOwner
    ) {
        guard let context else {
            return owner.exchangeFailed(
                .transport(ChannelError.ioOnClosedChannel), replyBegan: false, nothingSent: true)
        }
        machine.begin(request)
        consumer = .collect(owner)
        collected = CollectSink()
        if limits == ExchangeLimits() {
            clock = DeadlineClock()
        } else {
            clock.start(limits, now: .now())
            arm()
        }
        let promise = context.eventLoop.makePromise(of: Void.self)
        if let second = bytes.second {
            context.write(wrapOutboundOut(bytes.first), promise: nil)
            context.writeAndFlush(wrapOutboundOut(second), promise: promise)
        } else {
            context.writeAndFlush(wrapOutboundOut(bytes.first), promise: promise)
        }
        let upload = bytes.upload.map { RequestUpload($0, on: context.channel, report: uploadReports) }
        self.upload = upload
        promise.futureResult.assumeIsolated().whenComplete { result in
            switch result {
            case .success:
                if let upload { upload.proceed() } else { self.machine.requestSent() }
            case .failure(let error):
                // The channel reads what is left before it closes: an engine that refused a request half-way has said
                // why. A short request is taken by the system whole or not at all, so that nothing of it was sent.
                self.lastError = self.lastError ?? error
                self.nothingSent = bytes.second == nil
                upload?.stop()
            }
        }
    }

    private func uploadReports(_ event: RequestUpload.Event) {
        switch event {
        case .progressed: clock.requestProgressed(now: .now())
        case .completed:
            clock.requestProgressed(now: .now())
            machine.requestSent()
        case .broken(let error): stop(.transport(error))
        // As with other requests: what the engine said before it stopped reading is still to come.
        case .refused(let error): lastError = lastError ?? error
        }
    }

    private func endUpload() {
        upload?.stop()
        upload = nil
    }

    /// Stops whatever runs and closes the channel at once.
    func stop(_ failure: ExchangeFailure) {
        fail(failure)
        context?.close(promise: nil)
    }

    /// A stream's owner is done with it. Does nothing when the connection serves somebody else by now.
    func release(_ core: StreamCore) {
        if case .stream(let current) = consumer, current === core {
            stop(.cancelled)
        } else if keepsOutput {
            context?.close(promise: nil)
        }
    }

    // MARK: Reading

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        let buffer = unwrapInboundIn(data)
        readBytes += buffer.readableBytes
        if clock.watchesReads { clock.touch(now: .now()) }
        buffer.withUnsafeReadableBytes { process($0) }
    }

    private func process(_ input: UnsafeRawBufferPointer) {
        var rest = input
        while true {
            let step: ExchangeStateMachine.Step
            do throws(ExchangeFault) {
                step = try take(rest)
            } catch {
                return fail(.fault(error))
            }
            switch step {
            case .wait:
                return
            case .head(let head, let consumed):
                rest = UnsafeRawBufferPointer(rebasing: rest[consumed...])
                headArrived(head)
                if consumesWebSocket { return startWebSocket(rest) }
            case .end(_, let reusable):
                return finish(reusable: reusable)
            }
        }
    }

    private func take(_ input: UnsafeRawBufferPointer) throws(ExchangeFault) -> ExchangeStateMachine.Step {
        if case .stream(let core) = consumer, machine.phase != .head {
            return try core.receive(input, through: &machine, decoder: &decoder)
        }
        return try machine.read(input, into: &collected)
    }

    private func headArrived(_ head: ResponseHead) {
        guard case .collect(let owner) = consumer, let connection else { return }
        switch owner.replyHead(head, isRaw: machine.phase == .raw, on: connection) {
        case .collect(let limit):
            clock.headArrived(stream: false, now: .now())
            arm()
            collected.expect(machine.phase == .body ? head.contentLength : nil, limit: limit)
        case .stream(let core):
            startStream(core)
        case .webSocket(let core):
            startStream(core)
            consumesWebSocket = machine.phase == .raw
        case .refuse(let fault):
            fail(.fault(fault))
        }
    }

    private func startStream(_ core: StreamCore) {
        // The owner may have closed the stream before it returned.
        guard machine.phase == .body || machine.phase == .raw else { return }
        clock.headArrived(stream: true, now: .now())
        arm()
        decoder = StreamDecoder(content: core.content, limits: core.limits)
        consumer = .stream(core)
    }

    /// From here on what this handler reads and writes is the payload of frames.
    private func startWebSocket(_ rest: UnsafeRawBufferPointer) {
        consumesWebSocket = false
        guard let context else { return }
        do {
            try WebSocketBytes.install(before: self, in: context, first: ByteBuffer(bytes: rest))
        } catch {
            fail(.transport(error))
        }
    }

    private func finish(reusable: Bool) {
        clock.stop()
        endUpload()
        let ended = consumer
        let body = collected.bytes
        consumer = .none
        collected = CollectSink()
        switch ended {
        case .none:
            connection?.exchangeEnded(reusable: reusable)
        case .collect(let owner):
            // The connection goes back first: the next call may start inside the callback and use it.
            connection?.exchangeEnded(reusable: reusable)
            owner.replyComplete(body)
        case .stream(let core):
            do throws(ExchangeFault) {
                try core.finishText(decoder: &decoder)
                connection?.exchangeEnded(reusable: reusable)
                core.end(nil)
            } catch {
                connection?.exchangeEnded(reusable: false)
                core.end(.fault(error))
            }
        }
    }

    func channelReadComplete(context: ChannelHandlerContext) {
        let bytes = readBytes
        readBytes = 0
        guard !inputClosed else { return }
        guard case .stream(let core) = consumer else { return context.read() }
        core.deliver()
        if core.isFull() {
            isPaused = true
            clock.suspend()
            return
        }
        guard bytes > 0, let pause = pacer.readEnded(bytes: bytes, now: .now()) else { return context.read() }
        context.eventLoop.assumeIsolated().scheduleTask(in: pause) { self.context?.read() }
    }

    /// The reader has taken what was queued.
    func resumeReading() {
        guard isPaused else { return }
        isPaused = false
        clock.touch(now: .now())
        arm()
        context?.read()
    }

    // MARK: Ends

    func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
        switch event as? ChannelEvent {
        case .inputClosed:
            inputClosed = true
            endOfInput()
            // A duplex whose other direction is open stays: its owner closes it.
            if !keepsOutput { context.close(promise: nil) }
        case .outputClosed:
            outputClosed = true
            if inputClosed { context.close(promise: nil) }
        default:
            break
        }
        context.fireUserInboundEventTriggered(event)
    }

    private func endOfInput() {
        let wasRaw = machine.phase == .raw
        do throws(ExchangeFault) {
            let clean = try machine.endOfInput()
            if clean {
                keepsOutput = wasRaw && !outputClosed
                endConsumer(wasRaw: wasRaw)
            }
        } catch {
            keepsOutput = false
            tell(.fault(error), replyBegan: error != .closedBeforeReply)
        }
    }

    private func endConsumer(wasRaw: Bool) {
        clock.stop()
        endUpload()
        let ended = consumer
        let body = collected.bytes
        consumer = .none
        switch ended {
        case .none: break
        case .collect(let owner): owner.replyComplete(body)
        case .stream(let core):
            do throws(ExchangeFault) {
                try core.finishText(decoder: &decoder)
                guard wasRaw, let connection else { return core.end(nil) }
                // Raw bytes have no mark of their end: an engine that was killed ends them as a command does that has
                // ended. So the end is believed only of an engine that is still there.
                connection.confirmEngine { core.end($0 ? nil : .fault(.truncated("the stream"))) }
            } catch {
                core.end(.fault(error))
            }
        }
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        // The first error is the reason of those that follow.
        lastError = lastError ?? error
        stop((error as? ExchangeFault).map(ExchangeFailure.fault) ?? .transport(error))
    }

    func channelInactive(context: ChannelHandlerContext) {
        if let lastError { fail(.transport(lastError)) } else { endOfInput() }
        timer?.scheduled.cancel()
        timer = nil
        let closed = connection
        connection = nil
        closed?.closed()
        context.fireChannelInactive()
    }

    private func fail(_ failure: ExchangeFailure) {
        switch machine.interrupt() {
        case .ignored:
            // The body may be complete for HTTP while its last text tells of an error.
            tell(failure, replyBegan: true)
        case .failsReply(let replyBegan):
            tell(failure, replyBegan: replyBegan)
        case .failsBody:
            tell(failure, replyBegan: true)
        }
        context?.close(promise: nil)
    }

    private func tell(_ failure: ExchangeFailure, replyBegan: Bool) {
        clock.stop()
        endUpload()
        let ended = consumer
        consumer = .none
        collected = CollectSink()
        switch ended {
        case .none: break
        case .collect(let owner):
            owner.exchangeFailed(failure, replyBegan: replyBegan, nothingSent: nothingSent)
        case .stream(let core): core.end(failure)
        }
    }

    // MARK: Time

    /// Makes sure that the timer fires no later than the next limit.
    private func arm() {
        guard let context, let next = clock.next else { return }
        if let timer {
            guard next.deadline < timer.deadline else { return }
            timer.scheduled.cancel()
        }
        let scheduled = context.eventLoop.assumeIsolated().scheduleTask(deadline: next.deadline) { self.timerFired() }
        timer = (scheduled, next.deadline)
    }

    private func timerFired() {
        timer = nil
        guard let next = clock.next else { return }
        if next.deadline <= .now() { fail(.timedOut(next.limit)) } else { arm() }
    }
}
