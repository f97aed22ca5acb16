@preconcurrency import CReadline
import Glibc

/// A line editor on top of GNU readline: readline turns keys into changes of the text (with its undo, kill ring, search,
/// vi mode and .inputrc); the screen, blocks of several lines and colours are ours.
///
/// Readline keeps its state in C globals, so there can be one of these in a process, used from one thread. Its callbacks
/// run only inside calls that this class makes into readline, therefore on that same thread.
public final class ReadlineEditor: LineEditor {
    /// Keys are read from here.
    public let inputDescriptor: Int32
    /// Between ``begin(prompt:)`` and the end of the chunk.
    public private(set) var isEditing = false
    /// What the editor asks its owner.
    public var behaviour: EditorBehaviour

    let terminal: Terminal
    private let history: HistoryFile?
    private var prompt = StyledText("")
    /// What stands on the screen; nil while nothing of ours does.
    private var shown: Frame?
    /// The first row shown of a text that is taller than the screen.
    private var windowTop = 0
    private var size: (columns: Int, rows: Int) = (80, 24)
    private var isSuspended = false
    private var isReleased = false
    /// Several keys are being read: paint once after the last.
    private var isBatching = false
    var needsPaint = false
    private(set) var event: LineEvent?
    /// The candidates shown below the text.
    var menu: CompletionMenu?
    /// A question for candidates that waits for more.
    var awaited: AwaitedCompletion?
    /// The column that Up and Down try to keep, as long as the cursor is where they left it.
    var goal: (column: Int, cursor: Int)?
    /// The indentation that a new line was given while more keys waited already.
    var ownMargin: Range<Int>?
    /// Where the line begins whose indentation was reduced because it began with `end` or the like.
    var dedentedLine: Int?

    /// An editor between these two descriptors of one terminal. Initialises readline and reads `history`, to which
    /// finished chunks are added; without one they are remembered until the process ends.
    public init(
        inputDescriptor: Int32 = 0, outputDescriptor: Int32 = 1, behaviour: EditorBehaviour = EditorBehaviour(),
        history: HistoryFile? = nil
    ) {
        self.inputDescriptor = inputDescriptor
        self.behaviour = behaviour
        self.history = history
        terminal = Terminal(descriptor: outputDescriptor)
        ReadlineSetup.prepare(input: inputDescriptor, output: outputDescriptor)
        for entry in history?.load() ?? [] { ReadlineHistory.add(entry) }
    }

    deinit { end() }

    // MARK: - LineEditor

    /// Shows the prompt and begins a new chunk, which has this text already.
    public func begin(prompt: String, text: String) {
        guard !isEditing else { return }
        self.prompt = StyledText(ansi: prompt)
        event = nil
        menu = nil
        awaited = nil
        ownMargin = nil
        isSuspended = false
        windowTop = 0
        enterTerminal()
        isEditing = true
        batch {
            install()
            if !text.isEmpty { _ = rl_insert_text(text) }
        }
    }

    /// Reads the keys that have come. A long flood of them is read in portions, so that the caller's loop goes on.
    public func readAvailable() -> LineEvent? {
        guard isEditing else { return nil }
        batch {
            var portion = 4096
            repeat {
                guard bytesWaiting() > 0 else {
                    // Readable without bytes: the terminal is gone.
                    finish(.endOfFile)
                    return
                }
                portion -= 1
                if menu != nil, readMenuKey() { continue }
                dedentedLine = dedentedLine.flatMap { $0 <= text.count ? $0 : nil }
                let before = menu == nil ? nil : text
                rl_callback_read_char()
                if isEditing, rl_end > 0 {
                    dropOwnMargin()
                    adjustClosingLine()
                }
                if let before { narrowMenu(from: before) }
            } while isEditing && event == nil && portion > 0 && inputWaits()
        }
        defer { event = nil }
        return event
    }

    /// Takes prompt and text off the screen.
    public func suspend() {
        guard isEditing, !isSuspended else { return }
        if let shown { terminal.write(FramePainter.erase(shown)) }
        shown = nil
        isSuspended = true
    }

    /// Puts prompt and text back.
    public func resume() {
        guard isEditing, isSuspended else { return }
        isSuspended = false
        if isReleased {
            activate()
            rl_prep_terminal(1)
            enterTerminal()
        } else {
            size = terminal.size
            startFreshLine()
        }
        paint()
    }

    /// Gives the terminal back in the middle of editing.
    public func release() {
        guard isEditing, !isReleased else { return }
        suspend()
        rl_deprep_terminal()
        leaveTerminal()
    }

    /// Stops editing and restores the terminal.
    public func end() {
        guard isEditing else { return }
        finish(nil)
    }

    /// Lays the text out for the new size of the terminal.
    public func resized() {
        guard isEditing else { return }
        let before = size
        size = terminal.size
        activate()
        rl_set_screen_size(Int32(clamping: size.rows), Int32(clamping: size.columns))
        guard let shown, !isSuspended else { return }
        terminal.write(
            size.columns == before.columns
                ? FramePainter.erase(shown) : FramePainter.erase(shown, reflowedTo: size.columns))
        self.shown = nil
        paint()
    }

    /// Throws the text away and shows a new prompt.
    @discardableResult
    public func interrupt() -> LineEvent {
        let wasEmpty = text.isEmpty
        menu = nil
        awaited = nil
        guard isEditing else { return .interrupted(bufferWasEmpty: true) }
        if !isSuspended {
            closeFrame(mark: "^C")
        }
        batch {
            rl_callback_sigcleanup()
            rl_free_line_state()
            rl_callback_handler_remove()
            install()
        }
        return .interrupted(bufferWasEmpty: wasEmpty)
    }

    // MARK: - Readline below

    /// The text being edited, as UTF-8.
    var text: [UInt8] {
        guard let buffer = rl_line_buffer, rl_end > 0 else { return [] }
        return buffer.withMemoryRebound(to: UInt8.self, capacity: Int(rl_end)) {
            Array(UnsafeBufferPointer(start: $0, count: Int(rl_end)))
        }
    }

    /// The prompt without its colours.
    var promptText: String { prompt.plainText }

    private func activate() { ReadlineSetup.editor = self }

    private func install() {
        activate()
        using_history()
        rl_callback_handler_install(prompt.plainText) { line in
            guard let editor = ReadlineSetup.editor else { return free(line) }
            guard let line else { return editor.finish(.endOfFile) }
            var text = String(cString: line)
            free(line)
            while text.last?.isNewline == true { text.removeLast() }
            editor.finish(.line(text))
        }
    }

    /// Runs `body`, which may change the text often, and paints once at its end.
    func batch(_ body: () -> Void) {
        activate()
        isBatching = true
        body()
        isBatching = false
        if needsPaint { paint() }
    }

    private func bytesWaiting() -> Int {
        var count: Int32 = 0
        return ioctl(inputDescriptor, UInt(FIONREAD), &count) == 0 ? Int(count) : 0
    }

    func inputWaits() -> Bool {
        var input = pollfd(fd: inputDescriptor, events: Int16(POLLIN), revents: 0)
        return poll(&input, 1, 0) > 0
    }

    /// Ends editing. Called from readline's own callback too, which may remove the handler.
    private func finish(_ event: LineEvent?) {
        guard isEditing else { return }
        activate()
        menu = nil
        awaited = nil
        if shown != nil { closeFrame(mark: "") }
        isEditing = false
        self.event = event
        needsPaint = false
        rl_callback_handler_remove()
        if !isReleased { leaveTerminal() }
        isReleased = false
        if case .line(let line) = event, ReadlineHistory.add(line) { history?.append(line) }
    }

    /// Accepts the chunk: readline hands it over as soon as the key function that called this returns.
    func accept() {
        menu = nil
        rl_point = rl_end
        if !isSuspended { closeFrame(mark: "") }
        rl_done = 1
        rl_readline_state |= UInt(RL_STATE_DONE)
    }

    // MARK: - The screen

    private func enterTerminal() {
        isReleased = false
        size = terminal.size
        terminal.write("\u{1B}[?2004h")
        startFreshLine()
    }

    private func leaveTerminal() {
        terminal.write("\u{1B}[?2004l")
        isReleased = true
    }

    /// Output that did not end its line is marked and left alone: a mark, then blanks for one row, which wrap if and only
    /// if the cursor was not in the first column; then the mark is cleared if it stands there.
    private func startFreshLine() {
        let mark = CellWidth.columns(of: "\u{23CE}") == 1 ? "\u{23CE}" : "\\"
        let style = behaviour.usesColour ? Style(dim: true) : .plain
        let blanks = String(repeating: " ", count: max(size.columns - 1, 0))
        terminal.write(style.apply(to: mark) + blanks + "\r\u{1B}[K")
        shown = nil
    }

    /// Called by readline whenever the text, the cursor or the prompt may have changed.
    func redisplay() {
        if isBatching { needsPaint = true } else { paint() }
    }

    /// Clears the screen and paints at its top.
    func clearScreen() {
        terminal.write("\u{1B}[H\u{1B}[2J")
        shown = nil
        redisplay()
    }

    private func paint() {
        needsPaint = false
        guard isEditing, !isSuspended else { return }
        let height = min(behaviour.menuRows, max(size.rows / 2, 1))
        let below = menu?.rows(width: size.columns, height: height, usesColour: behaviour.usesColour) ?? []
        var layout = layout(cursor: Int(rl_point), marksPair: true)
        if isOwnPrompt, let hint = currentHint { layout.hint = StyledText(hint.shown, style: Style(dim: true)) }
        var frame = layout.frame().window(height: max(size.rows - below.count, 1), top: &windowTop)
        frame.rows += below
        guard frame != shown else { return }
        terminal.write(FramePainter.paint(from: shown, to: frame, width: size.columns))
        shown = frame
    }

    /// Leaves the whole text on the screen, with the cursor on a new line below it.
    private func closeFrame(mark: String) {
        let whole = layout(cursor: Int(rl_end), marksPair: false).frame()
        var bytes: [UInt8]
        if whole.rows.count > size.rows {
            bytes = shown.map { FramePainter.erase($0) } ?? []
            bytes += FramePainter.lines(whole.rows)
        } else {
            bytes = FramePainter.paint(from: shown, to: whole, width: size.columns)
        }
        bytes += "\(mark)\r\n".utf8
        terminal.write(bytes)
        shown = nil
        windowTop = 0
    }

    private func layout(cursor: Int, marksPair: Bool) -> Layout {
        let text = text
        let colour = behaviour.usesColour
        let continuation = StyledText(ansi: behaviour.continuationPrompt)
        return Layout(
            text: text, cursor: cursor, prompt: colour ? currentPrompt : currentPrompt.withoutStyle,
            continuation: colour ? continuation : continuation.withoutStyle,
            spans: colour ? behaviour.highlight(text, marksPair ? cursor : nil) : [], width: size.columns)
    }

    /// No search goes on and no count is typed.
    private var isOwnPrompt: Bool { rl_display_prompt == nil || rl_display_prompt == rl_prompt }

    /// Our prompt, or what readline shows in its place during a search or while a count is typed.
    private var currentPrompt: StyledText {
        guard !isOwnPrompt, let display = rl_display_prompt else { return prompt }
        return StyledText(String(cString: display), style: Style(dim: true))
    }
}
