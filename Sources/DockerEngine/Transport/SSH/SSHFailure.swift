/// Says in words why there is no engine behind an `ssh`.
enum SSHFailure {
    /// The error for an `ssh` that ended before an engine answered.
    static func explain(_ target: SSHTarget, _ end: SSHProcess.End) -> EngineError {
        if let problem = end.problem, end.words.isEmpty {
            let isMissing = problem.contains("xecutable")
            return EngineError(
                .connection,
                "cannot reach the engine at \(target): the program ssh \(isMissing ? "is not there" : "cannot be started")",
                hint: isMissing ? "Install it (apt install openssh-client), or check PATH." : nil, cause: problem)
        }
        let lines = end.words.split(whereSeparator: \.isNewline).map(String.init).filter { !isNoise($0) }
        let (sentence, hint) = advice(target, end, lines)
        return EngineError(
            .connection, "cannot reach the engine at \(target): \(sentence)", hint: hint,
            cause: lines.count > 1 || lines.first.map { $0 != sentence } == true ? lines.joined(separator: "\n") : nil)
    }

    /// The error for a host whose shell writes something of its own into the connection.
    static func noise(_ target: SSHTarget, _ start: [UInt8]) -> EngineError {
        let seen = start.prefix(60).map { (0x20..<0x7f).contains($0) ? String(UnicodeScalar($0)) : "." }.joined()
        return EngineError(
            .connection, "what answers at \(target) is not an engine: it begins with \"\(seen)\"",
            hint:
                "Most likely a file like ~/.bashrc over there prints something; it must not for a login without terminal."
        )
    }

    /// What ssh says besides, however it ends.
    private static func isNoise(_ line: String) -> Bool {
        line.allSatisfy(\.isWhitespace) || line.hasPrefix("Warning: Permanently added") || line.hasPrefix("@@@")
            || line.hasPrefix("debug1:")
    }

    private static func advice(
        _ target: SSHTarget, _ end: SSHProcess.End, _ lines: [String]
    ) -> (sentence: String, hint: String?) {
        let all = lines.joined(separator: "\n")
        let byHand = "ssh \(target.arguments.dropFirst(3).prefix { $0 != "docker" }.joined(separator: " "))"
        let last = lines.last ?? "ssh ended without a word (\(end.status.map { "status \($0)" } ?? "a signal"))"
        if all.contains("Permission denied (") {
            return (
                lines.last { $0.contains("Permission denied") } ?? last,
                "It must work without a password: a key that ssh finds by itself, or one in ssh-agent. Try: \(byHand)"
            )
        }
        if all.contains("Host key verification failed") || all.contains("REMOTE HOST IDENTIFICATION HAS CHANGED") {
            return (
                all.contains("HAS CHANGED")
                    ? "the host is not the one that ssh remembers" : "ssh does not know the host yet",
                "Log in once by hand and compare the fingerprint: \(byHand)"
            )
        }
        if all.contains("not found"), all.contains("docker") || end.status == 127 {
            return (
                "there is no docker command on \(target.host), or not in the PATH of a login without terminal",
                "Install it there (18.09 or newer). What counts is: \(byHand) docker version"
            )
        }
        if all.contains("is not a docker command") {
            return ("the docker command on \(target.host) is too old", "18.09 or newer is needed there.")
        }
        if ["docker daemon", "raw stream connection", "dial unix", "dial-stdio"].contains(where: all.contains) {
            return (
                last,
                all.contains("ermission denied")
                    ? "The user must be in the group of the socket over there (sudo usermod -aG docker USER)."
                    : "Is the engine over there started? The address may end with the path of its socket."
            )
        }
        if all.contains("Could not resolve hostname") {
            return (last, "Check the spelling of the host, or ssh's configuration if it is an alias there.")
        }
        return (last, "Try the same by hand: \(byHand)")
    }
}
