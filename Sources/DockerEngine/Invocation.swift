public import NIOCore

/// A value for a parameter of an operation.
public enum Argument: Sendable, Equatable {
    /// true or false.
    case boolean(Bool)
    /// A whole number.
    case integer(Int64)
    /// A number with a fraction. Accepted for integers when there is none.
    case number(Double)
    /// Text.
    case string(String)
    /// The JSON text of an object or an array, for filters, lists and maps.
    case json(String)
}

/// What a request carries after its head.
public enum RequestBody: Sendable {
    /// Nothing.
    case none
    /// A JSON text.
    case json(ByteBuffer)
    /// Bytes of another type, such as `application/x-tar`.
    case bytes(ByteBuffer, contentType: String)
    /// Bytes that come piece by piece. A source serves one request.
    case stream(any BodySource, contentType: String)
}

extension RequestBody: Equatable {
    /// Equal when the same bytes are sent as the same type; sources are equal to themselves only.
    public static func == (left: RequestBody, right: RequestBody) -> Bool {
        switch (left, right) {
        case (.none, .none): true
        case (.json(let left), .json(let right)): left == right
        case (.bytes(let left, let leftType), .bytes(let right, let rightType)): left == right && leftType == rightType
        case (.stream(let left, let leftType), .stream(let right, let rightType)):
            left === right && leftType == rightType
        default: false
        }
    }
}

/// One call of an operation: what to do and with which values. Nothing is checked before it is sent or built into a request.
public struct Invocation: Sendable {
    /// The operation to call.
    public var operation: Operation
    /// Values for path, query and header parameters, by the engine's names for them.
    public var arguments: [(String, Argument)]
    /// The request's body.
    public var body: RequestBody
    /// How long to wait for the reply's head. nil: what the operation and the configuration say.
    public var timeout: TimeAmount?
    /// Further header fields. They replace those that the request would have of itself.
    public var headers: [(String, String)]

    /// A call of `operation`; everything else may be left out.
    public init(
        operation: Operation, arguments: [(String, Argument)] = [], body: RequestBody = .none,
        timeout: TimeAmount? = nil,
        headers: [(String, String)] = []
    ) {
        self.operation = operation
        self.arguments = arguments
        self.body = body
        self.timeout = timeout
        self.headers = headers
    }
}
