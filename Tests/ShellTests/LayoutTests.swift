import Testing

@testable import PseudoTerminal
@testable import Shell

@Suite("Layout and painting")
struct LayoutTests {
    init() { CellWidth.adoptLocale() }

    private func frame(_ text: String, cursor: Int? = nil, width: Int = 10) -> Frame {
        Layout(text: Array(text.utf8), cursor: cursor ?? text.utf8.count, prompt: StyledText("> "), width: width)
            .frame()
    }

    @Test(
        "text is laid out on rows, with the cursor where the next character goes",
        arguments: [
            ("", nil, ["> "], 0, 2), ("abc", nil, ["> abc"], 0, 5), ("abc", 1, ["> abc"], 0, 3),
            ("a\nb", nil, ["> a", ".. b"], 1, 4), ("a\nb", 1, ["> a", ".. b"], 0, 3),
            ("a\n", nil, ["> a", ".. "], 1, 3),
            ("12345678", nil, ["> 12345678", ""], 1, 0), ("123456789", nil, ["> 12345678", "9"], 1, 1),
            ("123456789", 8, ["> 12345678", "9"], 1, 0), ("日本", nil, ["> 日本"], 0, 6),
            ("1234567日", nil, ["> 1234567", "日"], 1, 2), ("1234567日", 7, ["> 1234567", "日"], 1, 0),
            ("e\u{301}x", 3, ["> e\u{301}x"], 0, 3), ("\u{1}x", nil, ["> ^Ax"], 0, 5), ("a\tb", nil, ["> a   b"], 0, 7),
            ("\u{9B}x", nil, ["> \u{FFFD}x"], 0, 4),
        ] as [(String, Int?, [String], Int, Int)])
    func rows(_ text: String, _ cursor: Int?, _ rows: [String], _ row: Int, _ column: Int) {
        let frame = frame(text, cursor: cursor)
        #expect(frame.rows.map { $0.map(\.text).joined() } == rows)
        #expect(frame.cursorRow == row && frame.cursorColumn == column)
    }

    @Test("broken UTF-8 is shown as one mark a byte")
    func broken() {
        let frame = Layout(text: [0x61, 0xFF, 0xE6, 0x97], cursor: 4, prompt: StyledText(""), width: 10).frame()
        #expect(frame.rows.map { $0.map(\.text).joined() } == ["a\u{FFFD}\u{FFFD}\u{FFFD}"])
        #expect(frame.cursorColumn == 4)
    }

    @Test("a text taller than the screen is shown around the cursor, and moves no more than it must")
    func window() {
        let text = (0..<10).map(String.init).joined(separator: "\n")
        var top = 0
        #expect(frame(text).window(height: 3, top: &top).rows.count == 3)
        #expect(top == 7)
        let higher = frame(text, cursor: 12).window(height: 3, top: &top)
        #expect(top == 6 && higher.cursorRow == 0)
        _ = frame(text, cursor: 14).window(height: 3, top: &top)
        #expect(top == 6)
        _ = frame("a").window(height: 3, top: &top)
        #expect(top == 0)
    }

    @Test("whatever was shown before, painting the next frame shows exactly that frame")
    func painting() {
        let pieces = ["a", "bc", "日", "e\u{301}", "\n", " ", "xyzxyzxyz", "\u{1}"]
        var generator = Lehmer(state: 11)
        var screen = VirtualScreen(columns: 10, rows: 40)
        var shown: Frame?
        for round in 0..<500 {
            let text = (0..<Int(generator.next() % 12)).map { _ in pieces[Int(generator.next() % 8)] }.joined()
            let characters = Array(text)
            let cursor = String(characters.prefix(Int(generator.next() % 12))).utf8.count
            var layout = Layout(text: Array(text.utf8), cursor: cursor, prompt: StyledText("> "), width: 10)
            layout.spans = [StyledSpan(range: 1..<Int(2 + generator.next() % 5), style: Style(foreground: .red))]
            let next = layout.frame()
            screen.feed(FramePainter.paint(from: shown, to: next, width: 10))
            shown = next
            for (index, row) in screen.rows.enumerated() {
                let wanted = index < next.rows.count ? next.rows[index] : []
                let padded = wanted + Array(repeating: Cell(" "), count: 10 - wanted.count)
                #expect(row == padded, "round \(round), row \(index)")
            }
            #expect(screen.row == next.cursorRow && screen.column == next.cursorColumn, "round \(round)")
        }
        #expect(screen.unknown.isEmpty)
    }

    @Test("a prompt may carry colours and nothing else")
    func prompts() {
        let prompt = StyledText(ansi: "\u{1B}[1;31mprod\u{1B}[0m\u{1B}[2J\u{7}> \u{1B}]0;x")
        #expect(prompt.plainText == "prod> ]0;x")
        #expect(prompt.runs.first?.style == Style(foreground: .red, bold: true))
        #expect(StyledText(ansi: "\u{1B}[38;5;208mx").runs.first?.style.foreground == .indexed(208))
        #expect(Style(foreground: .brightBlack, underline: true).sgr == "\u{1B}[0;4;90m")
        #expect(
            StyledText(ansi: Style(foreground: .indexed(7), background: .blue).apply(to: "x")).ansi
                == "\u{1B}[0;38;5;7;44mx\u{1B}[0m")
    }

    @Test(
        "copied prompts are taken off a paste only where a session was copied",
        arguments: [
            ("x = 1\ny = 2", "x = 1\ny = 2"), ("local> a(\n.. b)\n..\n", "a(\nb)\n"), ("> a\n>> b", "a\nb"),
            (".. a\n..   b", "a\n  b"), ("s = \"a\"\n.. \"b\"", "s = \"a\"\n.. \"b\""),
            ("a\u{1B}[2Jb\tc\n", "a[2Jb\tc"),
            ("", ""), ("日\n", "日"),
        ])
    func pastes(_ pasted: String, _ expected: String) {
        #expect(String(decoding: PastedText.clean(Array(pasted.utf8), prompt: "local> "), as: UTF8.self) == expected)
    }
}
