internal import LuaHost

/// What is told of an error nobody caught.
public struct TaskReport: Sendable {
    /// The error table's kind; "lua" for any other error.
    public let kind: String
    /// What `tostring` says of it.
    public let message: String
    /// The user's line, such as `script.lua:3`, where known.
    public let location: String?
    /// Lua's traceback.
    public let traceback: String?
    /// The error as one JSON object.
    public let json: String
    /// The HTTP status of the engine's refusal; nil when it was none.
    public let status: Int?

    init(host: OpaquePointer, task: Int64) {
        var report = moon_task_report(host, task)
        defer { moon_report_free(&report) }
        status = report.status == 0 ? nil : Int(report.status)
        kind = report.kind.map { String(cString: $0) } ?? "lua"
        message = report.message.map { String(cString: $0) } ?? "not enough memory"
        location = report.location.map { String(cString: $0) }
        traceback = report.traceback.map { String(cString: $0) }
        json = report.json.map { String(cString: $0) } ?? #"{"kind":"lua","message":"not enough memory"}"#
    }

    /// The lines of the traceback that are the user's own code, innermost first.
    public var userFrames: [Substring] {
        (traceback ?? "").split(separator: "\n").dropFirst().filter { line in
            let frame = line.drop { $0 == "\t" }
            return !frame.hasPrefix("[C]") && !frame.hasPrefix("stdlib/") && !frame.hasPrefix("(...")
        }
    }

    /// A method was called with a dot.
    private var isCallWithoutColon: Bool { kind == "lua" && message.hasSuffix("(local 'self')") }

    /// The error comes from a line of the library, not of the user's.
    private var isOfLibrary: Bool { message.hasPrefix("stdlib/") }

    /// What went wrong and what to do; the place is only in it where Lua has put it there.
    public var advice: String {
        guard isCallWithoutColon else { return message }
        // A place in the library helps nobody who has mistaken a dot for a colon.
        return (isOfLibrary ? "a method was called without its object" : message)
            + "\n  hint: methods of an object are called with a colon: web:logs(), not web.logs()"
    }

    /// The error for a person: place, message, hint, and for errors of Lua code the way there.
    public func text(withTraceback: Bool) -> String {
        var text = advice
        if isCallWithoutColon, isOfLibrary, let line = userFrames.first?.split(separator: ": in ").first {
            return "\(line.drop { $0 == "\t" }): \(text)"
        }
        if let location, kind != "lua" { text = "\(location): \(text)" }
        guard withTraceback, kind == "lua", let traceback, !traceback.isEmpty else { return text }
        // An error that the library raises about the user's code has frames of its own in front; a mistake in the
        // library is told with all of them.
        let frames = isOfLibrary ? [] : userFrames
        return text + "\n" + (frames.isEmpty ? traceback : "stack traceback:\n" + frames.joined(separator: "\n"))
    }
}
