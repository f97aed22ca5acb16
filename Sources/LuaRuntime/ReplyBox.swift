internal import LuaHost

/// Keeps a reply's bytes alive while Lua reads them.
private final class ReplyBox {
    let bytes: [HostBytes]
    let runs: UnsafeMutableBufferPointer<moon_run>

    init(bytes: [HostBytes], runs: [HostRun] = []) {
        self.bytes = bytes
        self.runs = .allocate(capacity: runs.count)
        for (index, run) in runs.enumerated() {
            self.runs.initializeElement(at: index, to: moon_run(length: run.length, source: UInt32(run.source)))
        }
    }

    deinit { runs.deallocate() }
}

extension moon_reply {
    /// The C form of a reply. Handles are made by `register`.
    init(_ reply: HostReply, register: (any HostObject) -> Int64) {
        self.init()
        switch reply {
        case .values(let list):
            status = Int32(MOON_VALUES.rawValue)
            count = Int32(min(list.count, 3))
            var held: [HostBytes] = []
            let made = list.prefix(3).map { moon_value($0, holding: &held, register: register) }
            if made.count > 0 { values.0 = made[0] }
            if made.count > 1 { values.1 = made[1] }
            if made.count > 2 { values.2 = made[2] }
            if !held.isEmpty { hold(ReplyBox(bytes: held)) }
        case .error(let json):
            status = Int32(MOON_ERROR.rawValue)
            count = 1
            let bytes = HostBytes(json)
            values.0 = moon_value(MOON_JSON, bytes)
            hold(ReplyBox(bytes: [bytes]))
        case .batch(let bytes, let runs):
            status = Int32(MOON_VALUES.rawValue)
            count = 1
            values.0 = moon_value(MOON_BATCH, bytes)
            let box = ReplyBox(bytes: [bytes], runs: runs)
            self.runs = UnsafePointer(box.runs.baseAddress)
            run_count = box.runs.count
            hold(box)
        }
    }

    private mutating func hold(_ box: ReplyBox) {
        owner = Unmanaged.passRetained(box).toOpaque()
        release = { Unmanaged<ReplyBox>.fromOpaque($0).release() }
    }
}

extension moon_value {
    init(_ kind: moon_kind, _ bytes: HostBytes) {
        self.init()
        self.kind = Int32(kind.rawValue)
        self.bytes = bytes.bytes.bindMemory(to: CChar.self).baseAddress
        self.length = bytes.bytes.count
    }

    init(_ value: HostValue, holding held: inout [HostBytes], register: (any HostObject) -> Int64) {
        self.init()
        switch value {
        case .none: kind = Int32(MOON_NIL.rawValue)
        case .boolean(let boolean):
            kind = Int32(MOON_BOOLEAN.rawValue)
            integer = boolean ? 1 : 0
        case .integer(let integer):
            kind = Int32(MOON_INTEGER.rawValue)
            self.integer = integer
        case .number(let number):
            kind = Int32(MOON_NUMBER.rawValue)
            self.number = number
        case .bytes(let bytes):
            self.init(MOON_BYTES, bytes)
            held.append(bytes)
        case .json(let bytes):
            self.init(MOON_JSON, bytes)
            held.append(bytes)
        case .handle(let object):
            kind = Int32(MOON_HANDLE.rawValue)
            detail = Int32(MOON_OPAQUE.rawValue)
            integer = register(object)
        case .stream(let stream, let content, let duplex):
            kind = Int32(MOON_HANDLE.rawValue)
            detail = Int32((duplex ? MOON_DUPLEX : MOON_STREAM).rawValue)
            length = content.rawValue
            limits = moon_limits(line: stream.limits.line, whole: stream.limits.whole)
            integer = register(stream)
        }
    }
}
