/// `HTTP/1.1 200 OK`
enum StatusLine {
    /// Parses the first line of a reply into a head without fields.
    static func parse(_ line: UnsafeRawBufferPointer) throws(ExchangeFault) -> ResponseHead {
        let prefix: StaticString = "HTTP/1."
        guard line.count >= 8, (0..<7).allSatisfy({ line[$0] == prefix.utf8Start[$0] }),
            line[7] == UInt8(ascii: "1") || line[7] == UInt8(ascii: "0")
        else { throw .notHTTP(Array(line.prefix(80))) }
        guard line.count >= 12, line[8] == Octet.space, line.count == 12 || line[12] == Octet.space else {
            throw .malformed("the status line has no status code")
        }
        var status = 0
        for index in 9..<12 {
            guard let digit = line[index].decimalDigit else { throw .malformed("the status code is not a number") }
            status = status * 10 + digit
        }
        guard status >= 100 else { throw .malformed("the status code \(status) is out of range") }
        let reason = line.count > 13 ? String(decoding: line[13...], as: UTF8.self) : ""
        let isHTTP11 = line[7] == UInt8(ascii: "1")
        return ResponseHead(
            status: status, reason: reason, headers: Headers(), contentLength: nil,
            isChunked: false, hasForeignCoding: false, keepsAlive: isHTTP11)
    }
}

/// What the `Connection` fields of a head ask for.
struct ConnectionTokens {
    var close = false
    var keepAlive = false
}

/// `Name: value`
enum HeaderField {
    /// Parses one field line and notes what it says about the body and the connection.
    static func parse(
        _ line: UnsafeRawBufferPointer, into head: inout ResponseHead, connection: inout ConnectionTokens
    ) throws(ExchangeFault) {
        if line[0] == Octet.space || line[0] == Octet.tab { throw .malformed("a header field is folded") }
        var colon = 0
        while colon < line.count, line[colon] != Octet.colon {
            guard line[colon] > Octet.space, line[colon] < 0x7F else {
                throw .malformed("a header field's name holds a space or a control character")
            }
            colon += 1
        }
        guard colon > 0, colon < line.count else { throw .malformed("a header field has no name or no colon") }
        var start = colon + 1
        var end = line.count
        while start < end, line[start] == Octet.space || line[start] == Octet.tab { start += 1 }
        while end > start, line[end - 1] == Octet.space || line[end - 1] == Octet.tab { end -= 1 }
        let value = UnsafeRawBufferPointer(rebasing: line[start..<end])
        guard value.allSatisfy({ $0 >= Octet.space && $0 != 0x7F || $0 == Octet.tab }) else {
            throw .malformed("a header field's value holds a control character")
        }
        let name = UnsafeRawBufferPointer(rebasing: line[..<colon])
        try note(name, value, &head, &connection)
        head.headers.add(String(decoding: name, as: UTF8.self), String(decoding: value, as: UTF8.self))
    }

    private static func note(
        _ name: UnsafeRawBufferPointer, _ value: UnsafeRawBufferPointer, _ head: inout ResponseHead,
        _ connection: inout ConnectionTokens
    ) throws(ExchangeFault) {
        if name.equals("content-length") {
            let length = try contentLength(value)
            if let known = head.contentLength, known != length {
                throw .malformed("the reply declares two different lengths")
            }
            head.contentLength = length
        } else if name.equals("transfer-encoding") {
            var codings = value.split(separator: Octet.comma).map { UnsafeRawBufferPointer(rebasing: $0).trimmed }
            codings.removeAll { $0.isEmpty || $0.equals("identity") }
            guard let last = codings.last else { return }
            head.isChunked = last.equals("chunked")
            if !head.isChunked || codings.count > 1 { head.hasForeignCoding = true }
            if head.isChunked, codings.count > 1 {
                throw .malformed("the reply is compressed for transfer, which was not asked for")
            }
        } else if name.equals("connection") {
            for token in value.split(separator: Octet.comma) {
                let token = UnsafeRawBufferPointer(rebasing: token).trimmed
                if token.equals("close") { connection.close = true }
                if token.equals("keep-alive") { connection.keepAlive = true }
            }
        }
    }

    private static func contentLength(_ value: UnsafeRawBufferPointer) throws(ExchangeFault) -> Int {
        guard !value.isEmpty, value.count <= 18 else { throw .malformed("the reply's length is not a number") }
        var length = 0
        for byte in value {
            guard let digit = byte.decimalDigit else { throw .malformed("the reply's length is not a number") }
            length = length * 10 + digit
        }
        return length
    }
}

extension UInt8 {
    /// The value of an ASCII decimal digit.
    var decimalDigit: Int? { self >= 0x30 && self <= 0x39 ? Int(self - 0x30) : nil }
}

extension UnsafeRawBufferPointer {
    /// Compares with a lower-case ASCII word, ignoring the case of the bytes.
    func equals(_ word: StaticString) -> Bool {
        guard count == word.utf8CodeUnitCount else { return false }
        for index in 0..<count {
            let byte = self[index]
            let lower = byte >= 0x41 && byte <= 0x5A ? byte | 0x20 : byte
            if lower != word.utf8Start[index] { return false }
        }
        return true
    }

    /// The bytes without blanks at both ends.
    var trimmed: UnsafeRawBufferPointer {
        var start = 0
        var end = count
        while start < end, self[start] == Octet.space || self[start] == Octet.tab { start += 1 }
        while end > start, self[end - 1] == Octet.space || self[end - 1] == Octet.tab { end -= 1 }
        return UnsafeRawBufferPointer(rebasing: self[start..<end])
    }
}
