internal import LuaHost

/// A function that Lua sees as a field of `require("moondock.host")`.
public struct HostFunction: Sendable {
    /// The field's name.
    public let name: String
    /// One letter an argument: h handle, s bytes, i integer, n number, b boolean, f first level of a table, j any value as
    /// JSON, v scalar; a question mark behind it: may be nil.
    public let arguments: String
    /// Does the work, on the Lua thread; must not wait.
    let body: @Sendable (HostCall) -> HostOutcome

    /// A function that may answer later.
    public init(_ name: String, _ arguments: String, deferring body: @escaping @Sendable (HostCall) -> HostOutcome) {
        self.name = name
        self.arguments = arguments
        self.body = body
    }

    /// A function that answers at once.
    public init(_ name: String, _ arguments: String, _ body: @escaping @Sendable (HostCall) -> HostReply) {
        self.init(name, arguments, deferring: { .reply(body($0)) })
    }
}

extension HostFunction {
    /// The function, for calls that a check finds nothing against; the others get what it says.
    public func refusing(_ check: @escaping @Sendable (HostCall) -> HostReply?) -> HostFunction {
        HostFunction(
            name, arguments,
            deferring: { call in
                if let refusal = check(call) { return .reply(refusal) }
                return body(call)
            })
    }
}

/// One call of a host function: its arguments, valid until the function returns.
public struct HostCall {
    let request: moon_request
    let machine: LuaMachine

    /// What delivers the reply later.
    public var completion: Completion { Completion(ticket: request.ticket, mailbox: machine.mailbox) }

    /// Whether the function may wait on the Lua thread: no other task could run meanwhile, and no interrupt is in force.
    public var isAlone: Bool { machine.runsOneTaskOnly }

    /// Becomes readable when ``isInterrupted()`` is worth asking.
    public var wakeDescriptor: Int32 { machine.wakeDescriptor }

    /// Whether a function that waits on the Lua thread has to return ``HostOutcome/deferred(cancel:)`` now, so that the
    /// interrupt reaches its task. Makes the wake descriptor quiet.
    public func isInterrupted() -> Bool {
        machine.acknowledgeWake()
        return machine.isInterrupted
    }

    private func value(_ index: Int) -> moon_value? {
        guard index < Int(request.count) else { return nil }
        let value = request.arguments[index]
        return value.kind == Int32(MOON_NIL.rawValue) ? nil : value
    }

    /// The bytes of a string or JSON argument; nil when it is absent.
    public func bytes(_ index: Int) -> UnsafeRawBufferPointer? {
        guard let value = value(index), let bytes = value.bytes else { return nil }
        return UnsafeRawBufferPointer(start: bytes, count: value.length)
    }

    /// A string argument, with invalid UTF-8 repaired; nil when it is absent.
    public func string(_ index: Int) -> String? {
        bytes(index).map { String(decoding: $0, as: UTF8.self) }
    }

    /// An integer argument.
    public func integer(_ index: Int) -> Int64? { value(index)?.integer }

    /// A number argument.
    public func number(_ index: Int) -> Double? { value(index)?.number }

    /// A boolean argument; false when it is absent.
    public func boolean(_ index: Int) -> Bool { value(index)?.integer == 1 }

    /// A boolean argument that may be absent.
    public func optionalBoolean(_ index: Int) -> Bool? { value(index).map { $0.integer == 1 } }

    /// The object behind a handle argument; nil when it is of another type.
    public func object<T: HostObject>(_ index: Int, as type: T.Type) -> T? {
        value(index).flatMap { machine.handles[$0.integer] } as? T
    }

    /// A stream's handle: the object, whatever its type.
    public func anyObject(_ index: Int) -> (any HostObject)? {
        value(index).flatMap { machine.handles[$0.integer] }
    }

    /// The first level of a table argument, by name, in no particular order.
    public func fields(_ index: Int) -> [HostField] {
        guard let value = value(index), let fields = value.fields else { return [] }
        return (0..<value.length).map { HostField(fields[$0]) }
    }
}

/// A field of a table argument.
public struct HostField {
    /// What a field may hold; nested tables as JSON text.
    public enum Value {
        case boolean(Bool)
        case integer(Int64)
        case number(Double)
        case string(String)
        case json(String)
    }

    /// The field's name.
    public let name: String
    /// The field's value.
    public let value: Value

    init(_ field: moon_field) {
        name = String(decoding: UnsafeRawBufferPointer(start: field.name, count: field.name_length), as: UTF8.self)
        let text = {
            String(decoding: UnsafeRawBufferPointer(start: field.value.bytes, count: field.value.length), as: UTF8.self)
        }
        switch moon_kind(UInt32(field.value.kind)) {
        case MOON_BOOLEAN: value = .boolean(field.value.integer != 0)
        case MOON_INTEGER: value = .integer(field.value.integer)
        case MOON_NUMBER: value = .number(field.value.number)
        case MOON_JSON: value = .json(text())
        default: value = .string(text())
        }
    }
}
