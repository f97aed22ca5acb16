internal import DockerEngine
internal import LuaRuntime
internal import NIOCore
internal import NIOPosix
internal import Synchronization

/// An engine that Lua holds a handle of.
final class EngineObject: HostObject {
    let engine: Engine
    /// Who hears of its exchanges.
    let log: ExchangeLog

    init(engine: Engine, log: ExchangeLog) {
        self.engine = engine
        self.log = log
    }

    func close() { _ = engine.close() }
}

/// The host functions that reach engines. The event loop's thread starts with the first engine.
final class EngineModule: Sendable {
    private let settings: EngineSettings
    /// Whether Lua does not see the header fields that config.json adds to each request: they may hold a secret.
    private let hidesHeaders: Bool
    private let log = ExchangeLog()
    private let group = Mutex<MultiThreadedEventLoopGroup?>(nil)

    init(settings: EngineSettings, hidesHeaders: Bool) {
        self.settings = settings
        self.hidesHeaders = hidesHeaders
    }

    var functions: [HostFunction] {
        [
            HostFunction("engine_open", "f?") { self.open($0) },
            HostFunction("engine_close", "h") { call in
                call.object(0, as: EngineObject.self)?.close()
                return .nothing
            },
            HostFunction("engine_target", "h") { target($0) },
            HostFunction("engine_connections", "h", deferring: connections),
            HostFunction("engine_call", "hsf?j?s?n?b?h?", deferring: invoke),
            HostFunction("engine_raw", "hssf?j?s?n?h?", deferring: raw),
            HostFunction("catalogue", "") { _ in .value(.json(HostBytes(Catalogue.json))) },
            HostFunction("reply_limits", "", replyLimits),
        ] + log.functions + previewFunctions
    }

    private func eventLoop() -> any EventLoop {
        group.withLock { group in
            if let group { return group.next() }
            let made = MultiThreadedEventLoopGroup(numberOfThreads: 1)
            group = made
            return made.next()
        }
    }

    // MARK: Opening

    private func open(_ call: HostCall) -> HostReply {
        var options = OpenOptions()
        for field in call.fields(0) {
            if let problem = options.take(field) { return .wrongArgument(problem) }
        }
        do {
            // What Lua names stands above what the command line names.
            let isNamed = options.host != nil || options.context != nil
            var configuration = try EngineConfiguration.resolve(
                host: isNamed ? options.host : settings.host, context: isNamed ? options.context : settings.context,
                environment: options.tls.environment(settings.environment))
            if !isNamed {
                switch configuration.addressRule {
                case "argument": configuration.addressRule = "option -H"
                case "context argument": configuration.addressRule = "option --context"
                default: break
                }
            }
            configuration.limits = try ReplyLimits.read(settings.environment).limits
            try options.apply(to: &configuration)
            try options.tls.apply(to: &configuration, environment: settings.environment)
            if hidesHeaders { log.hide(configuration.headers.map(\.name)) }
            return .value(
                .handle(
                    EngineObject(
                        engine: Engine(
                            configuration, eventLoop: eventLoop(), readOnly: options.readOnly || settings.isReadOnly,
                            observer: log), log: log)))
        } catch {
            return .error(error)
        }
    }
}

/// The options of `engine_open`.
private struct OpenOptions {
    var host: String?
    var context: String?
    var apiVersion: String?
    var connectTimeout: Double?
    var timeout: Double?
    var idleTimeout: Double?
    var readOnly = false
    var limits: [(name: String, bytes: Int)] = []
    var tls = TLSOptions()

    /// Takes one field. Returns what is wrong with it.
    mutating func take(_ field: HostField) -> String? {
        switch (field.name, field.value) {
        case ("host", .string(let text)): host = text
        case ("context", .string(let text)): context = text
        case ("api_version", .string(let text)): apiVersion = text
        case ("read_only", .boolean(let flag)): readOnly = flag
        case ("connect_timeout", let value): return seconds(value, "connect_timeout") { connectTimeout = $0 }
        case ("timeout", let value): return seconds(value, "timeout") { timeout = $0 }
        case ("idle_timeout", let value): return seconds(value, "idle_timeout") { idleTimeout = $0 }
        case (let name, .integer(let bytes)) where name.hasPrefix("limit_"):
            limits.append((String(name.dropFirst("limit_".count)), Int(bytes)))
        case (let name, _) where TLSOptions.names.contains(name): return tls.take(field)
        case ("host", _), ("context", _), ("api_version", _): return "\(field.name) is a string"
        case ("read_only", _): return "read_only is true or false"
        default:
            let names = [
                "host", "context", "api_version", "connect_timeout", "timeout", "idle_timeout", "read_only",
            ]
            let nearest =
                NearestName.find(field.name, in: names + TLSOptions.names)
                .map { "; did you mean '\($0)'?" } ?? ""
            return "unknown option '\(field.name)'\(nearest)"
        }
        return nil
    }

    private func seconds(_ value: HostField.Value, _ name: String, _ set: (Double) -> Void) -> String? {
        let number: Double
        switch value {
        case .integer(let integer): number = Double(integer)
        case .number(let double): number = double
        default: return "\(name) is a number of seconds"
        }
        guard number > 0, number < 1e9 else { return "\(name) is a number of seconds above 0" }
        set(number)
        return nil
    }

    func apply(to configuration: inout EngineConfiguration) throws(EngineError) {
        if let apiVersion {
            guard let version = APIVersion(apiVersion) else {
                throw EngineError(.invalidArgument, "'\(apiVersion)' is not an API version such as 1.41")
            }
            configuration.apiVersion = version
        }
        if let connectTimeout { configuration.connectTimeout = TimeAmount(seconds: connectTimeout) }
        if let timeout { configuration.responseTimeout = TimeAmount(seconds: timeout) }
        if let idleTimeout { configuration.idleTimeout = TimeAmount(seconds: idleTimeout) }
        for (name, bytes) in limits { try configuration.limits.set(name, bytes) }
    }
}

extension TimeAmount {
    /// A number of seconds, to the nanosecond. More than thirty years are thirty years, and what is no number is nothing.
    init(seconds: Double) { self = .nanoseconds(Int64(seconds.isNaN ? 0 : max(-1e9, min(seconds, 1e9)) * 1e9)) }
}

private func target(_ call: HostCall) -> HostReply {
    guard let engine = call.object(0, as: EngineObject.self)?.engine else { return .wrongArgument("not an engine") }
    var fields = [
        "\"address\":\(JSONText.quoted("\(engine.configuration.address)"))",
        "\"rule\":\(JSONText.quoted(engine.configuration.addressRule))",
        "\"context\":\(JSONText.quoted(engine.configuration.contextName))",
    ]
    if let version = engine.negotiatedVersion { fields.append("\"api_version\":\(JSONText.quoted("\(version)"))") }
    return .value(.json(HostBytes("{\(fields.joined(separator: ","))}")))
}

/// `engine_connections(engine)`: how many connections are open, and how many of them are idle.
@Sendable private func connections(_ call: HostCall) -> HostOutcome {
    guard let engine = call.object(0, as: EngineObject.self)?.engine else {
        return .reply(.wrongArgument("the first argument is an engine"))
    }
    let completion = call.completion
    engine.connectionCounts().whenComplete { result in
        let (open, idle) = (try? result.get()) ?? (0, 0)
        completion(.values([.integer(Int64(open)), .integer(Int64(idle))]))
    }
    return .deferred(cancel: {})
}
