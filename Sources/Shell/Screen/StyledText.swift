/// A short text whose parts have styles: a prompt, a hint.
public struct StyledText: Hashable, Sendable {
    /// The parts, in order.
    public var runs: [(text: String, style: Style)] { parts.map { ($0.text, $0.style) } }
    private var parts: [Part] = []

    private struct Part: Hashable, Sendable {
        var text: String
        var style: Style
    }

    /// A text in one style.
    public init(_ text: String, style: Style = .plain) {
        if !text.isEmpty { parts = [Part(text: text, style: style)] }
    }

    /// Reads a text that carries colour sequences (`ESC [ … m`), as prompts made by user functions do. Other escape
    /// sequences and control characters are dropped: they could only spoil the screen.
    public init(ansi: String) {
        var style = Style.plain
        var pending = String.UnicodeScalarView()
        var scalars = Substring.UnicodeScalarView(ansi.unicodeScalars)
        func flush(_ parts: inout [Part]) {
            if !pending.isEmpty { parts.append(Part(text: String(pending), style: style)) }
            pending = String.UnicodeScalarView()
        }
        while let scalar = scalars.popFirst() {
            if scalar == "\u{1B}" {
                guard scalars.first == "[" else { continue }
                scalars.removeFirst()
                let body = scalars.prefix { $0.value < 0x40 }
                scalars.removeFirst(body.count)
                if scalars.popFirst() == "m" {
                    flush(&parts)
                    style.apply(sgr: String(body))
                }
            } else if scalar.value >= 0x20, !(0x7F..<0xA0).contains(scalar.value) {
                pending.append(scalar)
            }
        }
        flush(&parts)
    }

    /// Both texts, one behind the other.
    public static func + (left: StyledText, right: StyledText) -> StyledText {
        var sum = left
        sum.parts += right.parts
        return sum
    }

    /// The text without its styles.
    public var plainText: String { parts.map(\.text).joined() }

    /// The text in its styles as a terminal understands them.
    public var ansi: String { parts.map { $0.style.apply(to: $0.text) }.joined() }

    /// The same text, plain.
    public var withoutStyle: StyledText { StyledText(plainText) }
}

extension Style {
    /// Changes this style as a terminal does on `ESC [ parameters m`.
    mutating func apply(sgr parameters: String) {
        let numbers = parameters.split(separator: ";", omittingEmptySubsequences: false).map { Int($0) ?? 0 }
        var index = 0
        while index < numbers.count {
            let number = numbers[index]
            index += 1
            switch number {
            case 0: self = .plain
            case 1: bold = true
            case 2: dim = true
            case 3: italic = true
            case 4: underline = true
            case 7: reverse = true
            case 22: (bold, dim) = (false, false)
            case 23: italic = false
            case 24: underline = false
            case 27: reverse = false
            case 30...37: foreground = .basic(UInt8(number - 30))
            case 39: foreground = nil
            case 40...47: background = .basic(UInt8(number - 40))
            case 49: background = nil
            case 90...97: foreground = .basic(UInt8(number - 90 + 8))
            case 100...107: background = .basic(UInt8(number - 100 + 8))
            case 38 where index + 1 < numbers.count && numbers[index] == 5,
                48 where index + 1 < numbers.count && numbers[index] == 5:
                let colour = Colour.indexed(UInt8(clamping: numbers[index + 1]))
                if number == 38 { foreground = colour } else { background = colour }
                index += 2
            default: break
            }
        }
    }
}
