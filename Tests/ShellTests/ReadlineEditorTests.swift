import Glibc
import Testing

@testable import PseudoTerminal
@testable import Shell

private let up = "\u{1B}[A"
private let down = "\u{1B}[B"
private let left = "\u{1B}[D"
private let right = "\u{1B}[C"
private let home = "\u{1B}[H"
private let end = "\u{1B}[F"
private let controlA = "\u{01}"
private let controlC = "\u{03}"
private let controlD = "\u{04}"
private let controlE = "\u{05}"
private let controlK = "\u{0B}"
private let controlP = "\u{10}"
private let controlR = "\u{12}"
private let controlU = "\u{15}"
private func paste(_ text: String) -> String { "\u{1B}[200~\(text)\u{1B}[201~" }

@Suite("Readline editor in a pseudo-terminal", .serialized)
struct ReadlineEditorTests {
    @Test("a complete line is handed over and a new prompt comes")
    func line() throws {
        let session = try ProbeSession()
        session.expect(["local>"], cursor: (0, 7))
        #expect(session.isRaw && session.screen.pastesAreMarked)
        session.send("print(1)\r")
        session.expect(["local> print(1)", "\"print(1)\"", "local>"], cursor: (2, 7))
        session.send("exit\r")
        #expect(session.exitCode() == 0)
        #expect(!session.isRaw && !session.screen.pastesAreMarked)
        #expect(session.screen.unknown.isEmpty)
    }

    @Test(
        "keywords, strings and numbers get their colours while they are typed, an unclosed string the colour of errors")
    func colours() throws {
        let session = try ProbeSession()
        session.send("local x = \"hi\" + 42 f(\"ab")
        session.expect(["local> local x = \"hi\" + 42 f(\"ab"])
        #expect(session.screen.style(of: "local>", row: 0) == Style(foreground: .blue, bold: true))
        #expect(session.screen.style(of: "local x", row: 0)?.foreground == .magenta)
        #expect(session.screen.style(of: "\"hi\"", row: 0)?.foreground == .green)
        #expect(session.screen.style(of: "42", row: 0)?.foreground == .cyan)
        #expect(session.screen.style(of: "\"ab", row: 0)?.foreground == .red)
        session.send("\")")
        session.expect(["local> local x = \"hi\" + 42 f(\"ab\")"])
        #expect(session.screen.style(of: "(", row: 0)?.underline == true)
        #expect(session.screen.style(of: ")", row: 0)?.underline == true)
    }

    @Test("NO_COLOR leaves everything plain")
    func noColour() throws {
        let session = try ProbeSession(environment: ["NO_COLOR": "1"])
        session.send("local x = \"hi")
        session.expect(["local> local x = \"hi"])
        #expect(session.screen.rows[0].allSatisfy { $0.style == .plain })
    }

    @Test("an incomplete chunk goes on on an indented line, and closers step back")
    func block() throws {
        let session = try ProbeSession(columns: 80)
        session.send("for i=1,3 do\rif i then\rprint(i)\relse\rend")
        session.expect(
            ["local> for i=1,3 do", "..   if i then", "..     print(i)", "..   else", "..   end"], cursor: (4, 8))
        session.send("x")
        session.expect(["local> for i=1,3 do", "..   if i then", "..     print(i)", "..   else", "..     endx"])
        session.send("\u{7F}\rend\r")
        session.wait { $0.lines.last == "local>" && $0.row == 7 }
        #expect(session.screen.lines[6] == "\"for i=1,3 do\\n  if i then\\n    print(i)\\n  else\\n  end\\nend\"")
    }

    @Test("Up, Down, Home, End, Ctrl-K and Ctrl-U act on the lines of the block")
    func lineKeys() throws {
        let session = try ProbeSession()
        session.send("f(\rabcdef,\rgh")
        session.expect(["local> f(", "..   abcdef,", "..   gh"], cursor: (2, 7))
        session.send(up)
        session.expect(["local> f(", "..   abcdef,", "..   gh"], cursor: (1, 7))
        session.send(up + down + down)
        session.expect(["local> f(", "..   abcdef,", "..   gh"], cursor: (2, 7))
        session.send(up + home)
        session.expect(["local> f(", "..   abcdef,", "..   gh"], cursor: (1, 3))
        session.send(end)
        session.expect(["local> f(", "..   abcdef,", "..   gh"], cursor: (1, 12))
        session.send(controlA + right + right + right + controlK)
        session.expect(["local> f(", "..   a", "..   gh"], cursor: (1, 6))
        session.send(controlE + controlU)
        session.expect(["local> f(", "..", "..   gh"], cursor: (1, 3))
        session.send(controlK)
        session.expect(["local> f(", "..   gh"], cursor: (1, 3))
    }

    @Test("history brings a whole block back with its line breaks; Ctrl-P skips it as one")
    func history() throws {
        let session = try ProbeSession()
        session.send("one\rf(\r2)\r")
        session.wait { $0.lines.last == "local>" }
        session.send("draft" + up)
        session.wait { $0.lines.suffix(2) == ["local> f(", "..   2)"] }
        session.send(controlP)
        session.wait { $0.lines.last == "local> one" }
        session.send(down)
        session.wait { $0.lines.suffix(2) == ["local> f(", "..   2)"] }
        session.send(up + up)
        session.wait { $0.lines.last == "local> one" }
        session.send(down + down)
        session.wait { $0.lines.last == "local> draft" }
    }

    @Test("a later session knows the blocks of an earlier one, but no secrets")
    func historyFile() throws {
        let path = "/tmp/moondock-editor-history-\(getpid())"
        defer { unlink(path) }
        for keys in ["f(\r1)\rpassword = 1\rexit\r", up + up] {
            let session = try ProbeSession(environment: ["PROBE_HISTORY": path])
            session.send(keys)
            if keys.hasPrefix(up) {
                session.expect(["local> f(", "..   1)"])
            } else {
                #expect(session.exitCode() == 0)
            }
        }
    }

    @Test("Ctrl-R finds a block by its second line")
    func search() throws {
        let session = try ProbeSession()
        session.send("f(\rneedle)\rother\r")
        session.wait { $0.lines.last == "local>" }
        session.send(controlR + "need")
        session.wait { $0.lines.suffix(2) == ["(reverse-i-search)`need': f(", "..   needle)"] }
        session.send("\r")
        session.wait { $0.lines.suffix(2) == ["\"f(\\n  needle)\"", "local>"] }
    }

    @Test("a paste of 200 lines is one block to edit, and runs only at Enter")
    func paste200() throws {
        let session = try ProbeSession(columns: 40, rows: 10)
        let lines = (1...200).map { "x\($0) = \($0)" }
        session.send(paste(lines.joined(separator: "\r")))
        session.expect((191...200).map { ".. x\($0) = \($0)" })
        session.send(String(repeating: up, count: 20))
        session.expect((180...189).map { ".. x\($0) = \($0)" }, cursor: (0, 13))
        session.send("0\r")
        session.wait { $0.lines.last == "local>" }
        let all = session.screen.allLines
        #expect(all.contains("local> x1 = 1") && all.contains(".. x180 = 1800") && all.contains(".. x200 = 200"))
        #expect(all.count { $0.hasPrefix("..") } == 199)
        #expect(session.screen.unknown.isEmpty)
    }

    @Test("prompts in a paste are taken off, and one undo takes the paste back")
    func pastedPrompts() throws {
        let session = try ProbeSession()
        session.send(paste("local> for i=1,2 do\n..   print(i)\n.. end\n"))
        session.expect(["local> for i=1,2 do", "..   print(i)", ".. end"])
        session.send("\u{1F}")
        session.expect(["local>"])
    }

    @Test("output of background tasks appears above the prompt, and text and cursor stay")
    func background() throws {
        let session = try ProbeSession()
        session.send("f(\rabc" + left)
        session.expect(["local> f(", "..   abc"], cursor: (1, 7))
        session.printInBackground()
        session.expect(["background 1", "local> f(", "..   abc"], cursor: (2, 7))
        session.printInBackground(partly: true)
        session.expect(["background 1", "background 2⏎", "local> f(", "..   abc"], cursor: (3, 7))
        session.send("X")
        session.expect(["background 1", "background 2⏎", "local> f(", "..   abXc"], cursor: (3, 8))
    }

    @Test("the terminal can be given away in the middle of editing and taken again")
    func release() throws {
        let session = try ProbeSession()
        session.send("abc")
        session.expect(["local> abc"])
        session.releaseTerminal()
        session.wait { _ in !session.isRaw }
        #expect(!session.screen.pastesAreMarked)
        session.expect(["background 1", "local> abc"], cursor: (1, 10))
        #expect(session.isRaw && session.screen.pastesAreMarked)
        session.send("d\r")
        session.expect(["background 1", "local> abcd", "\"abcd\"", "local>"])
    }

    @Test("output that did not end its line is not overwritten by the prompt")
    func partialOutput() throws {
        let session = try ProbeSession()
        session.send("partial\r")
        session.expect(["local> partial", "partial output⏎", "local>"], cursor: (2, 7))
    }

    @Test("Ctrl-C throws the block away and shows a new prompt; the shell stays")
    func interrupt() throws {
        let session = try ProbeSession()
        session.send("f(\rabc")
        session.expect(["local> f(", "..   abc"])
        session.send(controlC)
        session.expect(["local> f(", "..   abc^C", "local>"], cursor: (2, 7))
        session.send(controlR + "zz")
        session.wait { $0.lines.last?.contains("i-search") == true }
        session.send(controlC)
        session.wait { $0.lines.last == "local>" }
        session.send("x\r")
        session.wait { $0.lines.suffix(3) == ["local> x", "\"x\"", "local>"] }
    }

    @Test("Ctrl-D on an empty line is the end of the input; elsewhere it deletes")
    func endOfFile() throws {
        let session = try ProbeSession()
        session.send("ab" + left + controlD)
        session.expect(["local> a"])
        session.send("\u{7F}")
        session.expect(["local>"])
        session.send(controlD)
        session.expect(["local>", "end of file"])
        #expect(session.exitCode() == 0)
    }

    @Test("wide, combining and joined characters take their columns, and the cursor steps over whole ones")
    func wide() throws {
        let session = try ProbeSession(columns: 20, rows: 6)
        session.send("日本e\u{301}x")
        session.expect(["local> 日本e\u{301}x"], cursor: (0, 13))
        session.send(left + left + left)
        session.expect(["local> 日本e\u{301}x"], cursor: (0, 9))
        session.send(right + right + "\u{7F}")
        session.expect(["local> 日本x"], cursor: (0, 11))
        session.send(controlE + "日日日日日")
        session.expect(["local> 日本x日日日日", "日"], cursor: (1, 2))
        session.send(controlU + "👨‍👩‍👧" + left)
        session.wait { $0.row == 0 && $0.column == 7 }
    }

    @Test("a character whose bytes come one by one is one character")
    func splitCharacter() throws {
        let session = try ProbeSession()
        session.expect(["local>"])
        for byte in "日é".utf8 {
            session.send(bytes: [byte])
            session.wait { _ in true }
        }
        session.expect(["local> 日é"], cursor: (0, 10))
    }

    @Test("a line that reaches the last column wraps, and shrinks again")
    func lastColumn() throws {
        let session = try ProbeSession(columns: 20, rows: 6)
        session.send(String(repeating: "a", count: 13))
        session.expect(["local> aaaaaaaaaaaaa"], cursor: (1, 0))
        session.send("b")
        session.expect(["local> aaaaaaaaaaaaa", "b"], cursor: (1, 1))
        session.send("\u{7F}\u{7F}")
        session.expect(["local> aaaaaaaaaaaa"], cursor: (0, 19))
    }

    @Test("a new width lays the text out anew")
    func resize() throws {
        let session = try ProbeSession(columns: 30, rows: 8)
        session.send("f(\rabcdefghijklmnopqrstuvwxyz")
        session.expect(["local> f(", "..   abcdefghijklmnopqrstuvwxy", "z"])
        session.resize(columns: 50)
        session.expect(["local> f(", "..   abcdefghijklmnopqrstuvwxyz"], cursor: (1, 31))
    }

    @Test("Alt-Enter begins a new line in a complete chunk, and Tab indents there")
    func newline() throws {
        let session = try ProbeSession()
        session.send("x = 1\u{1B}\r\ty = 2\r")
        session.wait { $0.lines.last == "local>" }
        #expect(session.screen.lines[2] == "\"x = 1\\n  y = 2\"")
    }

    @Test("a signal that ends the program leaves the terminal as it was")
    func restore() throws {
        let session = try ProbeSession()
        session.expect(["local>"])
        #expect(session.isRaw)
        session.signal(SIGTERM)
        #expect(session.exitCode() == -SIGTERM)
        #expect(!session.isRaw && !session.screen.pastesAreMarked)
    }

    @Test("a crash leaves the terminal as it was")
    func crash() throws {
        let session = try ProbeSession(environment: SanitizerVariables.leavingFatalSignals)
        session.expect(["local>"])
        session.signal(SIGSEGV)
        #expect(session.exitCode() == -SIGSEGV)
        #expect(!session.isRaw && !session.screen.pastesAreMarked)
    }

    @Test("a dumb terminal gets plain lines and no escape sequence")
    func dumb() throws {
        let session = try ProbeSession(environment: ["TERM": "dumb"])
        session.send("f(\n")
        session.expect(["local> f(", ".."])
        session.send("1)\n")
        session.wait { $0.lines.last == "local>" }
        #expect(session.screen.lines[2] == "\"f(\\n1)\"")
        #expect(session.screen.unknown.isEmpty && !session.screen.pastesAreMarked)
    }
}
