/// Reads a duration: `30s`, `1m30s`, `250ms`, `2h`, or a plain number of seconds. nil when it is none, or not above 0.
func seconds(inDuration text: String) -> Double? {
    if let number = Double(text) { return number > 0 && number.isFinite ? number : nil }
    var rest = text[...]
    var total = 0.0
    while !rest.isEmpty {
        let digits = rest.prefix { $0.isASCII && ($0.isNumber || $0 == ".") }
        rest = rest.dropFirst(digits.count)
        let unit = rest.prefix { $0.isASCII && $0.isLetter }
        rest = rest.dropFirst(unit.count)
        guard let number = Double(digits), let factor = durationUnits[String(unit)] else { return nil }
        total += number * factor
    }
    return total > 0 && total.isFinite ? total : nil
}

private let durationUnits: [String: Double] = ["ms": 0.001, "s": 1, "m": 60, "h": 3600, "d": 86400]

/// Reads a number of bytes: `64M`, `512k`, `1.5g`, or a plain number. Units are powers of 1024, as docker's are.
func bytes(inSize text: String) -> Int? {
    let lower = text.lowercased()
    let digits = lower.prefix { $0.isASCII && ($0.isNumber || $0 == ".") }
    guard let number = Double(digits), let factor = sizeUnits[String(lower.dropFirst(digits.count))] else { return nil }
    let size = number * factor
    return size >= 1 && size < 1e18 ? Int(size) : nil
}

private let sizeUnits: [String: Double] = [
    "": 1, "b": 1, "k": 1024, "kb": 1024, "m": 1_048_576, "mb": 1_048_576, "g": 1_073_741_824, "gb": 1_073_741_824,
]
