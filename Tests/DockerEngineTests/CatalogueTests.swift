import FoundationEssentials
import Testing

@testable import DockerEngine

@Suite("The catalogue")
struct CatalogueTests {
    /// Those of the engine's reference, and those that it does not list.
    static let count = 108 + 4

    @Test("holds every operation of the engine once, sorted")
    func completeness() {
        let ids = Catalogue.all.map(\.id)
        #expect(ids.count == Self.count)
        #expect(Operation.unlisted.allSatisfy { $0.doc.hasSuffix("Outside the engine's reference.") })
        #expect(Set(ids).count == ids.count)
        #expect(ids == ids.sorted())
        #expect(Set(Catalogue.all.map { "\($0.method) \($0.path)" }).count == ids.count)
    }

    @Test("is found by path and method, whatever other templates fit", arguments: Catalogue.all)
    func lookup(operation: Operation) {
        let isOfImage = operation.path.hasPrefix("/images/{name}")
        let path = operation.path.split(separator: "/").map { part in
            part.hasPrefix("{") ? isOfImage ? "registry:5000/team/x" : "x" : String(part)
        }
        let target = "/v1.41/\(path.joined(separator: "/"))?a=1"
        #expect(PathLookup.operation(method: operation.method.rawValue, target: target)?.id == operation.id)
    }

    @Test("has no placeholder without a parameter, nor the other way round", arguments: Catalogue.all)
    func placeholders(operation: Operation) {
        let placeholders = operation.path.split(separator: "/").filter { $0.hasPrefix("{") }.map {
            String($0.dropFirst().dropLast())
        }
        let parameters = operation.parameters.filter { $0.location == .path }
        #expect(parameters.map(\.name) == placeholders)
        #expect(parameters.allSatisfy { $0.required })
        #expect(operation.parameters.prefix(parameters.count).allSatisfy { $0.location == .path })
        #expect(Set(operation.parameters.map { $0.name.lowercased() }).count == operation.parameters.count)
    }

    @Test("explains everything in sentences that end with a stop", arguments: Catalogue.all)
    func docs(operation: Operation) {
        for doc in [operation.doc] + operation.parameters.map(\.doc) {
            #expect(doc.hasSuffix("."), "\(doc)")
            #expect((6...115).contains(doc.count), "\(doc)")
            #expect(!doc.contains("\n"))
        }
    }

    @Test("names only versions that mean something", arguments: Catalogue.all)
    func versions(operation: Operation) {
        #expect(operation.since.map { $0 > .oldest } ?? true)
        for parameter in operation.parameters {
            #expect(parameter.since.map { $0 > operation.since ?? .oldest } ?? true, "\(parameter.name)")
            #expect(parameter.dropped.map { $0 > parameter.since ?? .oldest } ?? true)
        }
    }

    @Test("knows what bodies, upgrades and replies go together", arguments: Catalogue.all)
    func shapes(operation: Operation) {
        #expect((operation.reply == .duplex) == (operation.upgrade != nil))
        #expect((operation.method == .head) == (operation.reply == .headers))
        if [.get, .head, .delete].contains(operation.method) { #expect(operation.body == .none) }
        if operation.method == .delete || operation.method == .put { #expect(operation.mutates) }
        if operation.reply == .longPoll || operation.reply == .jsonStream { #expect(operation.pace == .waits) }
    }

    @Test("tells what a read-only client may do")
    func reading() {
        let posts = Catalogue.all.filter { $0.method == .post && !$0.mutates }.map(\.id)
        #expect(posts == ["ContainerWait", "SystemAuth"])
        let gets = Catalogue.all.filter { $0.method == .get && $0.mutates }.map(\.id)
        #expect(gets == ["ContainerAttachWebsocket"])
    }

    @Test("finds operations and offers the nearest")
    func lookup() {
        #expect(Catalogue["ContainerList"]?.path == "/containers/json")
        #expect(Catalogue["containerlist"] == nil)
        #expect(Catalogue.nearest("containerlist") == "ContainerList")
        #expect(Catalogue.nearest("ImagesList") == "ImageList")
        let error = #expect(throws: EngineError.self) { try Catalogue.operation("ContainerLits") }
        #expect(error?.hint == "Did you mean ContainerList?")
    }

    @Test("prints as JSON that says the same")
    func dump() throws {
        struct Line: Decodable {
            struct Part: Decodable { var name, `in`, type, doc: String; var required: Bool; var since: String? }
            var id, method, path, doc, tag, body, reply: String
            var mutates: Bool
            var since: String?
            var parameters: [Part]
        }
        let lines = try JSONDecoder().decode([Line].self, from: Data(Catalogue.json.utf8))
        #expect(lines.map(\.id) == Catalogue.all.map(\.id))
        for (line, operation) in zip(lines, Catalogue.all) {
            #expect(line.doc == operation.doc && line.path == operation.path && line.mutates == operation.mutates)
            #expect(line.since == operation.since?.description)
            #expect(line.parameters.map(\.name) == operation.parameters.map(\.name))
            #expect(line.parameters.map(\.type) == operation.parameters.map(\.form.rawValue))
        }
    }
}
