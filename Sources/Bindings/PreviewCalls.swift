internal import DockerEngine
internal import LuaRuntime
internal import NIOCore

/// The host functions that tell what a call would send.
let previewFunctions: [HostFunction] = [
    // engine_preview(engine, id, parameters, body table, body bytes): the request of an operation, as facts and bytes.
    HostFunction("engine_preview", "hsf?j?s?") { call in
        guard let engine = call.object(0, as: EngineObject.self)?.engine else { return .wrongArgument("not an engine") }
        do throws(EngineError) {
            let invocation = Invocation(
                operation: try Catalogue.operation(call.string(1) ?? ""),
                arguments: call.fields(2).map { ($0.name, Argument($0.value)) }, body: body(call, 3, 4))
            return reply(try engine.preview(invocation))
        } catch {
            return .error(error)
        }
    },
    // engine_preview_raw(engine, method, path, query, body table, body bytes): the request for a path.
    HostFunction("engine_preview_raw", "hssf?j?s?") { call in
        guard let engine = call.object(0, as: EngineObject.self)?.engine else { return .wrongArgument("not an engine") }
        do throws(EngineError) {
            return reply(
                try engine.preview(
                    method: call.string(1) ?? "GET", path: call.string(2) ?? "/",
                    query: call.fields(3).map { ($0.name, Argument($0.value)) }, body: body(call, 4, 5)))
        } catch {
            return .error(error)
        }
    },
]

private func body(_ call: HostCall, _ json: Int, _ bytes: Int) -> RequestBody {
    if let text = call.bytes(json) { return .json(ByteBuffer(bytes: text)) }
    if let data = call.bytes(bytes) { return .bytes(ByteBuffer(bytes: data), contentType: "application/octet-stream") }
    return RequestBody.none
}

private func reply(_ preview: RequestPreview) -> HostReply {
    var object = JSONObject()
    object.add("method", preview.method)
    object.add("target", preview.target)
    object.add("headers", preview.headers)
    if let operation = preview.operation { object.add("operation", operation) }
    object.add("mutates", preview.mutates)
    let bytes: HostValue =
        switch preview.body {
        case .json(let buffer), .bytes(let buffer, _): .bytes(HostBytes(buffer))
        case .none, .stream: .boolean(false)
        }
    return .values([.json(HostBytes(object.text)), bytes])
}
