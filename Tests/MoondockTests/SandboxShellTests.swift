import Foundation
import Testing

@testable import PseudoTerminal

/// The shell with `--sandbox-lua`: its own files are the shell's, not Lua's.
@Suite(.serialized) struct SandboxShellTests {
    @Test("it runs, completes and remembers; the start-up file, the editor and files are refused")
    func shell() throws {
        let bench = try ShellWorkbench()
        try bench.write("from_rc = 'a token'", to: ".config/moondock/rc.lua")
        let shell = try bench.shell(["-q", "--sandbox-lua"])
        shell.run("1 + 1", shows: "2")
        shell.run("local kept = 'still ' .. 'here'", shows: "local kept")
        shell.run("kept", shows: "still here")
        shell.run("moondock.sandbox", shows: "true")
        shell.run("from_rc", shows: "undefined variable 'from_rc'")
        shell.run("io.open('/etc/passwd')", shows: "io.open is refused in the sandbox")
        shell.run("save('x.lua')", shows: "writing files on this machine is refused in the sandbox")
        shell.run(".load x.lua", shows: "is refused in the sandbox")
        shell.run(".edit", shows: "the editor is refused in the sandbox")
        shell.run("config.set('editor', 'touch \(bench.home)/escaped; true')", shows: "settings are not written down")
        shell.run(".edit", shows: "the editor is refused in the sandbox")
        shell.run("moondock.prompt = function() return 'mine> ' end moondock.prompt = nil", shows: "moondock.prompt")
        shell.send("dock\t")
        shell.showsLine("moondock> docker")
        shell.send("\u{15}\u{4}")
        #expect(shell.exitCode() == 0)
        #expect(!FileManager.default.fileExists(atPath: bench.home + "/escaped"))
        #expect(!FileManager.default.fileExists(atPath: bench.home + "/x.lua"))
        #expect(try bench.read(".local/state/moondock/history").contains("still "))
    }
}
