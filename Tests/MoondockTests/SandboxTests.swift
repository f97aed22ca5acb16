import Foundation
import Testing

/// `--sandbox-lua`: what code that is not trusted can do, and what it cannot.
@Suite struct SandboxTests {
    /// A file of Tests/StdlibTests/sandbox.
    private func script(_ name: String) -> String {
        URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .appending(path: "StdlibTests/sandbox/\(name)").path
    }

    private func withFolder(_ body: (String) throws -> Void) throws {
        let folder = NSTemporaryDirectory() + UUID().uuidString
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(atPath: folder) }
        try body(folder)
    }

    @Test("every known way out succeeds without the sandbox, as it says, and none with it")
    func escapes() throws {
        try withFolder { folder in
            let file = script("escapes.lua")
            let surroundings = [
                "HOME": folder, "TMPDIR": folder, "DOCKER_CONFIG": folder, "DOCKER_HOST": "unix:///no/such.sock",
            ]
            let names = try moondock(file, environment: surroundings).output.split(separator: "\n")
            #expect(names.count >= 85)
            for (index, name) in names.enumerated() {
                let number = "\(index + 1)"
                let outside = try moondock(file, number, folder, environment: surroundings)
                #expect(
                    outside.output.contains("ESCAPED") == name.hasPrefix("open "), "\(name), outside: \(outside.output)"
                )
                let inside = try moondock("--sandbox-lua", file, number, folder, environment: surroundings)
                #expect(!inside.output.contains("ESCAPED"), "\(name)")
                #expect(inside.code == 0, "\(name): \(inside.error)")
            }
        }
    }

    @Test("user code sees these functions of io, os, debug and package, and no others that work")
    func globals() throws {
        let run = try moondock("--sandbox-lua", script("globals.lua"))
        #expect(run.code == 0, "\(run.error)")
        #expect(
            run.output == """
                debug: traceback
                globals: assert collectgarbage error getmetatable ipairs load next pairs pcall print rawequal rawget \
                rawlen rawset require select setmetatable tonumber tostring type warn xpcall
                io: close flush input lines output read type write
                os: clock date difftime exit getenv time
                package:
                string: byte char find format gmatch gsub len lower match pack packsize rep reverse sub unpack upper

                """)
    }

    /// The host functions by what becomes of them. A new one must be put into one of these, and into `sandboxRules`.
    private static let hostFunctions: [(rule: String, names: String)] = [
        (
            "allowed",
            """
            body_fail body_finish body_pipe body_progress body_write catalogue changes_follow changes_seen \
            config_proxies config_settings counts engine_call engine_close engine_connections engine_open engine_preview \
            engine_preview_raw engine_raw engine_target event finalizer is_array json_decode json_encode array \
            library_files library_source load monotonic now registry_auth registry_config registry_key registry_reload \
            reply_limits session signal sleep spawn stream_close_write stream_unpacked stream_write tar_body tar_content \
            tar_file tar_new tar_next tar_reader tar_stream task_cancel task_id teaching terminal trace_listen \
            trace_take trace_wait wait where write_error
            """
        ),
        (
            "refused",
            """
            body_file context_export context_get context_import context_list context_remove context_save context_use \
            link_target make_folder path_kind registry_credentials registry_erase registry_store replay_entry \
            replay_input replay_new replay_reply replay_serve tar_context tar_tree terminal_raw terminal_read untar \
            write_file
            """
        ),
    ]

    /// Runs code as a module of the library, which reaches the host functions.
    private func asLibrary(_ code: String, within limit: Double = 30) throws -> Run {
        try withLibrary(code) { try moondock("--sandbox-lua", "--stdlib", $0, "-e", "require 'probe'", within: limit) }
    }

    private func withLibrary(_ code: String, _ body: (String) throws -> Run) throws -> Run {
        let folder = NSTemporaryDirectory() + UUID().uuidString
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(atPath: folder) }
        try Data(code.utf8).write(to: URL(filePath: folder).appending(path: "probe.lua"))
        return try body(folder)
    }

    @Test("each host function is allowed or refused by a rule, and the refused ones refuse, even the library")
    func rules() throws {
        let run = try asLibrary(
            """
            local host = require "moondock.host"
            local names = {}
            for name, value in pairs(host) do if type(value) == "function" then names[#names + 1] = name end end
            table.sort(names)
            -- trace_wait would wait for ever.
            for _, name in ipairs(names) do
                local ok, err = true, nil
                if name ~= "trace_wait" then ok, err = pcall(host[name]) end
                local refused = not ok and type(err) == "table" and err.kind == "sandbox"
                print((refused and "refused " or "allowed ") .. name)
                if refused then
                    assert(err.hint and err.message:find("sandbox") and not err.message:find("no rule"), name)
                    assert(err.where == "(command line):1", err.where)
                end
            end
            """)
        #expect(run.code == 0, "\(run.error)")
        var expected: [String] = []
        for (rule, names) in Self.hostFunctions { expected += names.split(separator: " ").map { "\(rule) \($0)" } }
        let found = Set(run.output.split(separator: "\n").map(String.init))
        #expect(found.symmetricDifference(expected) == [])
    }

    @Test(
        "host functions that stay refuse what reaches beyond the engine",
        arguments: [
            "host.engine_open { host = 'unix:///x' }", "host.engine_open { context = 'x' }",
            "host.engine_open { limit_line = 10000, tls_ca = '/x' }",
            "host.engine_open { aaa = 1, host = 'unix:///x' }",
            "host.engine_open { tls = true }", "host.engine_open { tls_ca = '/x' }", "host.library_files('/etc')",
            "host.library_source('../../etc/passwd')", "host.library_source('/etc/passwd')",
            "host.tar_reader(nil, nil, '/etc/passwd')",
        ])
    func partlyRefused(_ call: String) throws {
        let run = try asLibrary(
            """
            local host = require "moondock.host"
            local ok, err = pcall(function() return \(call) end)
            print(ok, err.kind)
            """)
        #expect(run.output == "false\tsandbox\n", "\(run.error)")
    }

    @Test("a finalizer is one of host.finalizer's, from the library too")
    func finalizers() throws {
        let run = try asLibrary(
            """
            local host = require "moondock.host"
            print(pcall(setmetatable, {}, {__gc = host.finalizer(print)}))
            local ok, err = pcall(setmetatable, {}, {__gc = print})
            print(ok, err.kind)
            """)
        #expect(run.output.hasPrefix("true\ttable"))
        #expect(run.output.contains("\nfalse\tsandbox\n"), "\(run.output) \(run.error)")
    }

    @Test(
        "where a folder holds the library, an inner module has no other name",
        arguments: ["..moondock.inner", ".probe"])
    func otherNames(_ name: String) throws {
        try withFolder { folder in
            try FileManager.default.createDirectory(atPath: folder + "/moondock", withIntermediateDirectories: true)
            for file in ["moondock/inner.lua", "probe.lua"] {
                try Data("return 1".utf8).write(to: URL(filePath: "\(folder)/\(file)"))
            }
            let run = try moondock("--sandbox-lua", "--stdlib", folder, "-e", "print(pcall(require, '\(name)'))")
            #expect(run.output.contains("is not part of moondock"), "\(run.output)")
        }
    }

    @Test("what user code reaches by fields, keys and metatables is none of the library's own")
    func reach() throws {
        let run = try asLibrary(String(contentsOfFile: script("reach.lua"), encoding: .utf8))
        #expect(run.code == 0, "\(run.error)")
        #expect(!run.output.contains("REACHED"), "\(run.output)")
        #expect(run.output.contains("walked"))
    }

    @Test("what needs nothing outside works as ever")
    func whatStays() throws {
        let code = """
            function string.shout(s) return s:upper() .. "!" end
            package.preload.mine = function(name) return {name = name} end
            assert(("a"):shout() == "A!" and require("mine").name == "mine" and require("mine") == require("mine"))
            assert(load("return ...", "x", "t", {})(7) == 7 and load("x = 1 return x", "y", nil, {})() == 1)
            assert(json.encode { 1, "a" } == '[1,"a"]' and json.decode('{"a":1}').a == 1)
            assert(task.spawn(function() task.sleep(0.01) return 3 end):wait() == 3)
            assert(getmetatable(setmetatable({}, {__metatable = 5})) == 5 and moondock.sandbox == true)
            local ok, err = pcall(docker.connect, {host = 1})
            assert(tostring(err):find "host" and os.time() > 0 and os.date("%Y"))
            for line in io.lines() do io.write("<", line, ">") end
            print(arg[1], ...)
            """
        try withFile(code) { file in
            let run = try moondock("--sandbox-lua", file, "x", input: "one\ntwo\n")
            #expect(run.output == "<one><two>x\tx\n", "\(run.error)")
        }
        #expect(try moondock("-e", "print(moondock.sandbox)").output == "false\n")
        #expect(try moondock("--sandbox-lua", "help", "containers.run").output.contains("docker.containers.run"))
        #expect(try moondock("--sandbox-lua", "run").output.contains("wait-healthy"))
        #expect(try moondock("--sandbox-lua", "-e", "os.exit(7)").code == 7)
        #expect(try moondock("--sandbox-lua", "-e", "os.exit(3, true)").code == 3)
    }

    @Test("a refusal names the thing, the reason, the user's line and what to do, as text and as JSON")
    func refusals() throws {
        let text = try moondock("--sandbox-lua", "-e", "\nio.open('x')")
        #expect(
            text.error == """
                moondock: (command line):2: io.open is refused in the sandbox: it reaches files of this machine
                  hint: run it without --sandbox-lua if you trust the script

                """)
        #expect(text.code == 1)
        let json = try moondock("--sandbox-lua", "--json", "-e", "local all = docker.contexts.list()")
        let fields = try JSONSerialization.jsonObject(with: Data(json.error.utf8)) as? [String: Any]
        #expect(fields?["kind"] as? String == "sandbox")
        #expect(fields?["where"] as? String == "(command line):1")
        #expect((fields?["hint"] as? String)?.contains("--context NAME") == true)
        let module = try moondock("--sandbox-lua", "-e", "require 'socket'")
        #expect(module.error.contains("'socket' is not part of moondock"))
    }

    @Test("it excludes what lets Lua keep files, and the help and completions know it")
    func commandLine() throws {
        for option in ["--record", "--replay"] {
            let run = try moondock("--sandbox-lua", option, "x.har", "-e", "")
            #expect(run.code == 2)
            #expect(run.error.contains("--sandbox-lua excludes"))
        }
        #expect(try moondock("--help").output.contains("--sandbox-lua"))
        #expect(try moondock("--generate-completion-script", "bash").output.contains("--sandbox-lua"))
    }

    @Test("header fields of config.json are sent, and Lua does not see them", .enabled(if: Surroundings.engine != nil))
    func hiddenHeaders() throws {
        try withFolder { folder in
            try Data(#"{"HttpHeaders": {"X-Mine": "s3cr3t"}}"#.utf8)
                .write(to: URL(filePath: folder).appending(path: "config.json"))
            let arguments = ["--trace", "http", "-e", "docker.ping()"]
            let surroundings = ["DOCKER_CONFIG": folder]
            let outside = try Program(arguments, environment: surroundings).finish()
            #expect(outside.error.contains("X-Mine: s3cr3t"))
            let inside = try Program(["--sandbox-lua"] + arguments, environment: surroundings).finish()
            #expect(inside.error.contains("X-Mine: ***"))
            #expect(!inside.error.contains("s3cr3t"))
        }
    }

    @Test("it speaks to the engine of the command line", .enabled(if: Surroundings.engine != nil))
    func engine() throws {
        let run = try moondock(
            "--sandbox-lua", "-e",
            """
            local c = docker.containers.run("busybox", "sleep 60", { detach = true })
            local remove <close> = setmetatable({}, { __close = function() c:remove { force = true } end })
            c:put_archive("/tmp", require("docker.archive").pack { { name = "a.txt", content = "text" } })
            print(c:exec_run("cat /tmp/a.txt").output)
            for name, content in require("docker.archive").entries(c:get_archive("/tmp/a.txt")) do print(name) end
            print(docker.target().address ~= nil, #docker.containers.list() > 0)
            """)
        #expect(run.output.hasPrefix("text\n"), "\(run.error)")
        #expect(run.output.hasSuffix("true\ttrue\n"), "\(run.output) \(run.error)")
        let refused = try moondock(
            "--sandbox-lua", "--read-only", "--json", "-e", "docker.containers.create('busybox')")
        #expect(refused.error.contains(#""kind":"read_only""#))
    }
}
