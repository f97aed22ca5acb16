import Foundation
import Testing

/// Scripts against the private engine.
@Suite(.serialized, .enabled(if: Surroundings.engine != nil)) struct LiveScriptTests {
    /// Runs a script with a container named `c` that sleeps, removed afterwards.
    private func withContainer(_ body: String, within limit: Double = 60) throws -> Run {
        let script = """
            local c <close> = setmetatable({}, {__close = function(self) self.it:remove{force = true} end})
            c.it = docker.containers.run("busybox", "sleep 600", {detach = true})
            local c = c.it
            \(body)
            """
        return try moondock("-e", script, within: limit)
    }

    /// How many sockets the program has open.
    private let countSockets = """
        local function sockets()
            local pipe = io.popen("ls -l /proc/$PPID/fd | grep -c socket")
            local count = pipe:read("n")
            pipe:close()
            return count
        end

        """

    @Test("the engine's version and lists arrive, as text and as JSON")
    func basics() throws {
        let version = try moondock("-e", "print(docker.version().ApiVersion)")
        #expect(version.output.hasPrefix("1."))
        let list = try moondock("-e", "return docker.containers.list{all=true}", "--json")
        #expect(try JSONSerialization.jsonObject(with: Data(list.output.utf8)) is [Any])
        let log = """
            local c = docker.containers.create('busybox', 'echo logged') c:start() c:wait()
            local logs = c:logs() c:remove() return logs
            """
        #expect(try moondock("-e", log, "--json").output == "\"logged\\n\"\n")
        #expect(try moondock("-e", "docker.events{since=0, ['until']=1}", "--json").output == "[]\n")
        let info = try moondock("-e", "return docker.info()", "--json")
        #expect(try JSONSerialization.jsonObject(with: Data(info.output.utf8)) is [String: Any])
    }

    @Test("--json writes the objects of a stream that has no end as they come")
    func endlessJSON() throws {
        let code = "local c = docker.containers.run('busybox', 'sleep 60', {detach=true}) "
        let stats = "task.spawn(function() task.sleep(3) c:remove{force=true} end) return c:stats{stream=true}"
        let run = try moondock("--json", "-e", code + stats)
        let samples = try #require(JSONSerialization.jsonObject(with: Data(run.output.utf8)) as? [[String: Any]])
        #expect(samples.count >= 2 && samples.allSatisfy { $0["cpu_stats"] != nil })
        #expect(run.output.hasPrefix("[{") && run.output.contains("},\n{"))
    }

    @Test("a followed log shows lines as they come, and leaving the loop closes the connection")
    func followedLog() throws {
        let run = try moondock(
            "-e",
            countSockets + """
                local c = docker.containers.run("busybox", {"sh", "-c", "while :; do echo tick; sleep 0.2; done"}, {detach=true})
                docker.ping()
                local before, n, first = sockets(), 0
                for line in docker.containers.get(c.id):logs{follow=true} do
                    n, first = n + 1, first or os.time()
                    if n == 5 then break end
                end
                print(n, os.time() - first >= 0, sockets() <= before)
                c:remove{force=true}
                """)
        #expect(run.output == "5\ttrue\ttrue\n", "\(run.error)")
    }

    @Test("a shell over a socket answers, half-closes and tells its exit code")
    func socket() throws {
        let run = try withContainer(
            """
            local s = c:exec_run("sh", {stdin = true, socket = true})
            s:write("ls -la\\n")
            print(#s:read() > 0)
            s:write("exit 3\\n")
            print(s:exit_code())
            local cat = c:exec_run("cat", {stdin = true, socket = true})
            cat:write("through") cat:close_write()
            print((cat:read_all()))
            local r = c:exec_run({"sh", "-c", "echo out; echo err >&2; exit 7"})
            print(r.exit_code, r.stdout, r.stderr)
            """)
        #expect(run.output == "true\n3\nthrough\n7\tout\n\terr\n\n", "\(run.error)")
    }

    @Test("not a byte of short outputs is lost, by exec and by attach")
    func shortOutputs() throws {
        let run = try withContainer(
            """
            local lost = 0
            task.map((function() local t = {} for i = 1, 60 do t[i] = i end return t end)(), function(i)
                if c:exec_run("echo " .. i).output ~= i .. "\\n" then lost = lost + 1 end
            end)
            local echo = docker.containers.create("busybox", "echo hello")
            echo:start() echo:wait()
            for i = 1, 300 do
                if echo:attach{logs = true}:read_all() ~= "hello\\n" then lost = lost + 1 end
            end
            echo:remove()
            print(lost)
            """)
        #expect(run.output == "0\n", "\(run.error)")
    }

    @Test("two hundred logs are followed at once in one process, whole, in little memory")
    func manyFollowers() throws {
        let run = try moondock(
            "-e",
            """
            -- It goes on living: an engine of 20.10 may drop the tail of a log whose container ends under load.
            local c = docker.containers.run("busybox", {"sh", "-c", "sleep 2; i=0; while [ $i -lt 100 ]; do echo line $i; i=$((i+1)); done; sleep 60"}, {detach=true})
            local total, list = 0, {}
            for i = 1, 200 do
                list[i] = task.spawn(function()
                    local n = 0
                    for line in c:logs{follow=true} do
                        if line ~= "line " .. n then error(line) end
                        n = n + 1
                        if n == 100 then break end
                    end
                    total = total + n
                end)
            end
            for _, t in ipairs(list) do t:wait() end
            collectgarbage()
            print(total, collectgarbage("count") < 20000)
            c:remove{force=true}
            """, within: 60)
        #expect(run.output == "20000\ttrue\n", "\(run.error)")
    }

    @Test("run{remove=true} removes its container also when it is interrupted")
    func interruptedRun() throws {
        let name = "moondock-test-\(UUID().uuidString.prefix(8))"
        let program = try Program([
            "-e",
            "print('go') io.stdout:flush() docker.containers.run('busybox', 'sleep 600', {remove=true, name='\(name)'})",
        ])
        _ = program.readOutput(until: "go")
        for _ in 0..<100 {
            let list = try moondock("-e", "print(#docker.containers.list{filters={name='\(name)'}})")
            if list.output == "1\n" { break }
            usleep(100_000)
        }
        program.signal(SIGINT)
        #expect(program.finish(within: 20).code == 130)
        let left = try moondock("-e", "print(#docker.containers.list{all=true, filters={name='\(name)'}})")
        #expect(left.output == "0\n")
    }

    @Test("what the engine refuses is told in its own words, with exit code 4")
    func refusal() throws {
        let run = try moondock("-e", "docker.containers.get('no-such-container')")
        #expect(run.code == 4)
        #expect(run.error.contains("No such container: no-such-container"))
    }

    @Test("hundreds of megabytes go into a container and out of it in little memory")
    func archivesInLittleMemory() throws {
        let folder = NSTemporaryDirectory() + "moondock-test-\(UUID().uuidString)"
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(atPath: folder) }
        let run = try withContainer(
            """
            local size = 256 << 20
            c:exec_run("dd if=/dev/zero of=/big bs=1048576 count=256")
            c:cp(":/big", "\(folder)/big")
            c:cp("\(folder)/big", ":/again")
            print(c:path_stat("/again").size == size)
            local length = 0
            for piece in (c:get_archive("/again")) do length = length + #piece end
            print(length > size)
            for line in io.lines("/proc/self/status") do
                local peak = line:match("^VmHWM:%s*(%d+)")
                if peak then print(tonumber(peak) < 64 * 1024 or peak) end
            end
            """, within: 120)
        #expect(run.output == "true\ntrue\ntrue\n", "\(run.error)")
    }

    @Test("images of many megabytes are exported, imported, saved and loaded in little memory")
    func imagesInLittleMemory() throws {
        let folder = NSTemporaryDirectory() + "moondock-test-\(UUID().uuidString)"
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(atPath: folder) }
        let run = try withContainer(
            """
            local size, name = 64 << 20, "moondock-test-" .. c.short_id
            local _ <close> = setmetatable({}, {__close = function()
                pcall(docker.images.remove, name .. ":file", {force = true})
                pcall(docker.images.remove, name .. ":stream", {force = true})
            end})
            c:exec_run("dd if=/dev/urandom of=/big bs=1048576 count=64")
            print(c:export{to = "\(folder)/fs.tar"} > size)
            local i = docker.images.import_image({file = "\(folder)/fs.tar"}, {repository = name, tag = "file"})
            docker.images.import_image((c:export()), {repository = name, tag = "stream"})
            print(i:save{to = "\(folder)/image.tar", named = true} > size)
            print(docker.images.load{file = "\(folder)/image.tar"}[1] == i)
            print(docker.images.load(io.open("\(folder)/image.tar", "rb"))[1] == i)
            print(docker.images.load((i:save{named = true}))[1] == i)
            for line in io.lines("/proc/self/status") do
                local peak = line:match("^VmHWM:%s*(%d+)")
                if peak then print(tonumber(peak) < 48 * 1024 or peak) end
            end
            """, within: 120)
        let answers = run.output.split(separator: "\n").filter { $0 == "true" || Int($0) != nil }
        #expect(answers == Array(repeating: "true", count: 6), "\(run.output)\(run.error)")
    }
}
