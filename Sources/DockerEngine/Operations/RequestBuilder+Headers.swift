extension RequestBuilder {
    /// Tells the engine what the body is.
    static func setContentType(of body: RequestBody, in headers: inout Headers) {
        switch body {
        case .none: break
        case .json: headers["Content-Type"] = "application/json"
        case .bytes(_, let type), .stream(_, let type): headers["Content-Type"] = type
        }
    }

    /// Puts the caller's fields in; they win over those that are there.
    static func replace(_ fields: [(String, String)], in headers: inout Headers) throws(EngineError) {
        for (name, _) in fields { headers[name] = nil }
        for (name, value) in fields { try add(name, value, to: &headers) }
    }

    /// Adds a field after checking that it cannot break out of its line.
    static func add(_ name: String, _ value: String, to headers: inout Headers) throws(EngineError) {
        guard !name.isEmpty, name.utf8.allSatisfy(isTokenByte) else {
            throw wrong("\"\(name)\" is not the name of a header")
        }
        guard value.utf8.allSatisfy({ ($0 >= 0x20 && $0 != 0x7f) || $0 == 0x09 }) else {
            throw wrong("the value of the header \"\(name)\" has control characters in it")
        }
        headers.add(name, value)
    }

    private static func isTokenByte(_ byte: UInt8) -> Bool {
        (48...57).contains(byte) || (65...90).contains(byte) || (97...122).contains(byte)
            || "!#$%&'*+-.^_`|~".utf8.contains(byte)
    }
}
