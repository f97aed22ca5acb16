/// A line that is for the shell and not for Lua: a dot, a word, and what follows. No Lua chunk can begin so.
public struct DotCommand: Hashable, Sendable {
    /// The whole line.
    public let text: [UInt8]
    /// Where the command stands, its dot included.
    public let name: Range<Int>
    /// Where its argument stands, without blanks around it.
    public let argument: Range<Int>

    /// Reads a line; nil when it is for Lua. A single dot counts: the name is still being typed.
    public init?(_ text: [UInt8]) {
        guard let start = text.firstIndex(where: { !$0.isLuaSpace }), text[start] == UInt8(ascii: ".") else {
            return nil
        }
        let end = text[(start + 1)...].firstIndex { !($0.isLuaLetter || $0.isLuaDigit) } ?? text.count
        if end == start + 1 {
            guard end == text.count else { return nil }
        } else {
            guard text[start + 1].isLuaLetter, end == text.count || text[end].isLuaSpace else { return nil }
        }
        var rest = text[end...].drop(while: \.isLuaSpace)
        while rest.last?.isLuaSpace == true { rest.removeLast() }
        self.text = text
        name = start..<end
        argument = rest.startIndex..<rest.endIndex
    }

    /// The command's name without its dot.
    public var word: String { String(decoding: text[name].dropFirst(), as: UTF8.self) }

    /// Whether what follows is Lua, which may take more lines.
    public var takesCode: Bool { word == "time" && !argument.isEmpty }

    /// What follows the name.
    public var argumentText: String { String(decoding: text[argument], as: UTF8.self) }
}
