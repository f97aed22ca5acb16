import Glibc

/// A line editor for terminals that cannot move the cursor (`TERM=dumb`), for screen readers, and for input that is not a
/// terminal at all: the kernel edits single lines, nothing is ever redrawn and no escape sequence is sent.
public final class PlainLineEditor: LineEditor {
    /// Lines are read from here.
    public let inputDescriptor: Int32
    /// Between ``begin(prompt:)`` and the end of the chunk.
    public private(set) var isEditing = false

    private let terminal: Terminal
    private let behaviour: EditorBehaviour
    private let history: HistoryFile?
    private var prompt = ""
    /// The lines of the chunk so far, each with its line break.
    private var chunk: [UInt8] = []

    /// An editor between these two descriptors. Of `behaviour` only completeness and the continuation prompt count.
    public init(
        inputDescriptor: Int32 = 0, outputDescriptor: Int32 = 1, behaviour: EditorBehaviour = EditorBehaviour(),
        history: HistoryFile? = nil
    ) {
        self.inputDescriptor = inputDescriptor
        self.behaviour = behaviour
        self.history = history
        terminal = Terminal(descriptor: outputDescriptor)
    }

    /// Shows the prompt and begins a new chunk. A text that it has already cannot be edited: it is shown, and the lines
    /// that are typed follow it.
    public func begin(prompt: String, text: String) {
        guard !isEditing else { return }
        self.prompt = StyledText(ansi: prompt).plainText
        isEditing = true
        chunk = text.isEmpty ? [] : Array((text + "\n").utf8)
        terminal.write(text.isEmpty ? "" : self.prompt + text + "\n")
        showPrompt()
    }

    /// Reads one line, as the kernel delivers them; asks for more until the chunk is complete.
    public func readAvailable() -> LineEvent? {
        guard isEditing else { return nil }
        guard let line = readLine() else {
            isEditing = false
            terminal.write("\n")
            return chunk.isEmpty ? .endOfFile : finished()
        }
        chunk += line
        let source = String(decoding: chunk, as: UTF8.self)
        guard !source.contains(where: { !$0.isWhitespace }) || behaviour.isComplete(source) else {
            showPrompt()
            return nil
        }
        isEditing = false
        return finished()
    }

    /// Ends the line, so that output stands on its own.
    public func suspend() {
        if isEditing { terminal.write("\n") }
    }

    /// Shows the prompt again; what was typed is still there, unseen, as the kernel keeps it.
    public func resume() {
        if isEditing { showPrompt() }
    }

    /// The terminal was never taken.
    public func release() {}

    /// Stops editing.
    public func end() { isEditing = false }

    /// Nothing is completed.
    public var awaitsCompletion: Bool { false }

    /// Nothing is completed.
    public func refreshCompletion(isLast: Bool) {}

    /// Nothing depends on the size.
    public func resized() {}

    /// Throws the lines of the chunk away and shows a new prompt; the kernel has dropped the line being typed.
    @discardableResult
    public func interrupt() -> LineEvent {
        let wasEmpty = chunk.isEmpty
        chunk = []
        if isEditing {
            terminal.write("\n")
            showPrompt()
        }
        return .interrupted(bufferWasEmpty: wasEmpty)
    }

    private func showPrompt() {
        terminal.write(chunk.isEmpty ? prompt : StyledText(ansi: behaviour.continuationPrompt).plainText)
    }

    private func finished() -> LineEvent {
        var source = String(decoding: chunk, as: UTF8.self)
        while source.last?.isNewline == true { source.removeLast() }
        history?.append(source)
        return .line(source)
    }

    /// One line with its line break, or what stands before the end of the input; nil at the end. Byte by byte, because
    /// the program that is run may read from the same descriptor; a terminal delivers only one line anyway.
    private func readLine() -> [UInt8]? {
        var line: [UInt8] = []
        var byte: UInt8 = 0
        while true {
            let count = read(inputDescriptor, &byte, 1)
            if count < 0, errno == EINTR { continue }
            guard count == 1 else { return line.isEmpty ? nil : line }
            line.append(byte)
            if byte == UInt8(ascii: "\n") { return line }
        }
    }
}
