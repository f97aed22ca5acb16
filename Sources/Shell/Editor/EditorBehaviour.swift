/// What an editor asks its owner about the text. All closures are called on the editor's thread, between keys.
public struct EditorBehaviour {
    /// Asked at Enter: may this chunk run, or does it go on? The default counts blocks and brackets; the shell asks Lua.
    public var isComplete: (String) -> Bool
    /// The styled parts of the text (UTF-8) with the cursor at a byte offset, nil when no bracket pair is to be marked.
    /// Called at each key press; not called when colours are off.
    public var highlight: (_ text: [UInt8], _ cursor: Int?) -> [StyledSpan]
    /// The blanks that a new line after `text` begins with.
    public var indent: (_ text: [UInt8]) -> String
    /// The blanks for the line at an offset when it begins with what closes a block; nil when it does not.
    public var closingIndent: (_ lineStart: Int, _ text: [UInt8]) -> String?
    /// Stands before the second and later lines; it may contain colour sequences.
    public var continuationPrompt: String
    /// Colours may be used.
    public var usesColour: Bool
    /// Asked at Tab: what could stand at the cursor. Must not wait.
    public var complete: (CompletionContext) -> Completions = { _ in Completions() }
    /// The arguments that may follow in a call, shown dim behind the cursor. Asked at each key press behind a bracket or a
    /// comma; must not wait.
    public var hint: (CallPosition) -> String? = { _ in nil }
    /// Hints are shown behind the cursor. Never without colours: they could not be told from the text.
    public var showsHints: Bool
    /// The most rows that the completion menu takes; never more than half of the screen.
    public var menuRows = 8
    /// Lets the user change the text in a program of theirs, with the terminal in its usual mode; nil gives up.
    public var edit: ((String) -> String?)?

    /// The behaviour of a Lua shell, to be adjusted.
    public init(
        isComplete: @escaping (String) -> Bool = LuaLexer.looksComplete,
        highlight: @escaping (_ text: [UInt8], _ cursor: Int?) -> [StyledSpan] = LuaHighlighter().spans,
        indent: @escaping (_ text: [UInt8]) -> String = IndentRule.indent(after:),
        closingIndent: @escaping (_ lineStart: Int, _ text: [UInt8]) -> String? = IndentRule.closingIndent(
            ofLineAt:in:),
        continuationPrompt: String = ".. ",
        usesColour: Bool = true, showsHints: Bool = true
    ) {
        self.isComplete = isComplete
        self.highlight = highlight
        self.indent = indent
        self.closingIndent = closingIndent
        self.continuationPrompt = continuationPrompt
        self.usesColour = usesColour
        self.showsHints = showsHints
    }
}
