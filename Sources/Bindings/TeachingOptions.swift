internal import LuaRuntime

/// What the command line wants to see of the exchanges, beside what the script prints.
public struct TeachingOptions: Sendable {
    /// `curl`, `http` or `cli`: show each exchange in that form.
    public var trace: String?
    /// Send nothing that changes anything; show it instead.
    public var isDryRun: Bool
    /// Keep every exchange in this file.
    public var record: String?
    /// Answer from this file, without an engine.
    public var replay: String?

    /// Nothing, unless said.
    public init(trace: String? = nil, isDryRun: Bool = false, record: String? = nil, replay: String? = nil) {
        self.trace = trace
        self.isDryRun = isDryRun
        self.record = record
        self.replay = replay
    }

    /// `teaching()`: the options as a table; nothing when none is set.
    var function: HostFunction {
        var object = JSONObject()
        if let trace { object.add("trace", trace) }
        if isDryRun { object.add("dry_run", true) }
        if let record { object.add("record", record) }
        if let replay { object.add("replay", replay) }
        let text = object.text
        return HostFunction("teaching", "") { _ in text == "{}" ? .nothing : .value(.json(HostBytes(text))) }
    }
}
