/// A colour of a terminal.
public enum Colour: Hashable, Sendable {
    /// One of the terminal's own sixteen: 0…7 normal, 8…15 bright.
    case basic(UInt8)
    /// One of the 256 of the extended palette.
    case indexed(UInt8)

    /// Black of the terminal's palette.
    public static let black = Colour.basic(0)
    /// Red of the terminal's palette.
    public static let red = Colour.basic(1)
    /// Green of the terminal's palette.
    public static let green = Colour.basic(2)
    /// Yellow of the terminal's palette.
    public static let yellow = Colour.basic(3)
    /// Blue of the terminal's palette.
    public static let blue = Colour.basic(4)
    /// Magenta of the terminal's palette.
    public static let magenta = Colour.basic(5)
    /// Cyan of the terminal's palette.
    public static let cyan = Colour.basic(6)
    /// White of the terminal's palette.
    public static let white = Colour.basic(7)
    /// Bright black of the terminal's palette: grey.
    public static let brightBlack = Colour.basic(8)

    /// The SGR parameters that choose this colour; `base` is 30 for the foreground, 40 for the background.
    fileprivate func parameters(base: Int) -> String {
        switch self {
        case .basic(let number) where number < 8: String(base + Int(number))
        case .basic(let number): String(base + 60 + Int(number & 7))
        case .indexed(let number): "\(base + 8);5;\(number)"
        }
    }
}

/// How a piece of text looks, as data; ``sgr`` turns it into an escape sequence.
public struct Style: Hashable, Sendable {
    /// The colour of the text; nil is the terminal's default.
    public var foreground: Colour?
    /// The colour behind the text; nil is the terminal's default.
    public var background: Colour?
    /// Heavier strokes.
    public var bold: Bool
    /// Less contrast.
    public var dim: Bool
    /// Slanted.
    public var italic: Bool
    /// Underlined.
    public var underline: Bool
    /// Foreground and background exchanged.
    public var reverse: Bool

    /// A style; without arguments, plain text.
    public init(
        foreground: Colour? = nil, background: Colour? = nil, bold: Bool = false, dim: Bool = false,
        italic: Bool = false, underline: Bool = false, reverse: Bool = false
    ) {
        self.foreground = foreground
        self.background = background
        self.bold = bold
        self.dim = dim
        self.italic = italic
        self.underline = underline
        self.reverse = reverse
    }

    /// Text as it comes.
    public static let plain = Style()

    /// The sequence that switches from any style to this one; for the plain style, the reset.
    public var sgr: String {
        var parameters: [String] = ["0"]
        if bold { parameters.append("1") }
        if dim { parameters.append("2") }
        if italic { parameters.append("3") }
        if underline { parameters.append("4") }
        if reverse { parameters.append("7") }
        if let foreground { parameters.append(foreground.parameters(base: 30)) }
        if let background { parameters.append(background.parameters(base: 40)) }
        return "\u{1B}[\(parameters.joined(separator: ";"))m"
    }

    /// `text` wrapped in this style and the reset; just `text` when the style is plain.
    public func apply(to text: String) -> String {
        self == .plain ? text : sgr + text + Style.plain.sgr
    }
}

/// A part of a text, in UTF-8 offsets, and its style.
public struct StyledSpan: Hashable, Sendable {
    /// Where the part stands: UTF-8 offsets.
    public var range: Range<Int>
    /// How it looks.
    public var style: Style

    /// Makes a span.
    public init(range: Range<Int>, style: Style) {
        self.range = range
        self.style = style
    }
}
