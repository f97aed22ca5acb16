/// What came of the keys read so far.
public enum LineEvent: Equatable, Sendable {
    /// A finished chunk, with line breaks inside but none at its end. The terminal is in its usual mode again.
    case line(String)
    /// Ctrl-D on an empty line, or the input has ended. The terminal is in its usual mode again.
    case endOfFile
    /// Ctrl-C: the text was thrown away and a new prompt shown. Says whether there was any text.
    case interrupted(bufferWasEmpty: Bool)
}

/// Edits one chunk of input while its caller owns the loop: nothing here waits for a key.
///
/// The caller polls ``inputDescriptor`` together with whatever else it waits for. Not thread-safe: all calls come from
/// one thread.
///
///     editor.begin(prompt: "local> ")
///     while true {
///         // poll editor.inputDescriptor and others
///         if let event = editor.readAvailable() { … }
///     }
public protocol LineEditor: AnyObject {
    /// Shows the prompt and begins to edit a new chunk, which has `text` already. The prompt may contain colour sequences.
    func begin(prompt: String, text: String)

    /// Reads the keys that have come; call it when ``inputDescriptor`` is readable. Returns nil while editing goes on.
    /// After `.line` and `.endOfFile` the editor rests until the next ``begin(prompt:)``.
    func readAvailable() -> LineEvent?

    /// Takes the prompt and the text off the screen, so that other output can appear where they stood.
    func suspend()

    /// Puts what ``suspend()`` took away back, below the output that has come meanwhile.
    func resume()

    /// Gives the terminal back in the middle of editing, as before the process is stopped by Ctrl-Z; ``resume()`` takes it
    /// again.
    func release()

    /// Stops editing and restores the terminal. Quiet when repeated.
    func end()

    /// Keys are read from here.
    var inputDescriptor: Int32 { get }

    /// Between ``begin(prompt:)`` and the end of the chunk.
    var isEditing: Bool { get }

    /// Candidates were asked for, and more may come in a moment.
    var awaitsCompletion: Bool { get }

    /// Shows the candidates that have come meanwhile. `isLast`: no more will be waited for.
    func refreshCompletion(isLast: Bool)

    /// The size of the terminal has changed: call it after SIGWINCH.
    func resized()

    /// Ctrl-C while editing, when it came as a signal: throws the text away and shows a new prompt. Returns
    /// `.interrupted`.
    @discardableResult
    func interrupt() -> LineEvent
}

extension LineEditor {
    /// Shows the prompt and begins to edit a new, empty chunk.
    public func begin(prompt: String) { begin(prompt: prompt, text: "") }
}
