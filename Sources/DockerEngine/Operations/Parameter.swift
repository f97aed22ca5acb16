/// A parameter of an operation: a placeholder of its path, a part of its query or a header field.
public struct Parameter: Sendable, Equatable {
    /// Where the value goes.
    public enum Location: String, Sendable {
        /// In place of `{name}` in the path.
        case path
        /// Into the query.
        case query
        /// Into a header field.
        case header
    }

    /// Which values it takes and how they are written for the engine.
    public enum Form: String, Sendable {
        /// true or false.
        case boolean
        /// A whole number.
        case integer
        /// Text; numbers and booleans are taken too and written as text.
        case string
        /// The name of an image or plugin in a path, where `/` and `@` stay as they are.
        case reference
        /// Text or a list of texts; the parameter is repeated for each.
        case list
        /// A list of texts, sent as one JSON array.
        case jsonList = "json_list"
        /// An object of text values, sent as JSON.
        case map
        /// Any JSON text, sent as it is.
        case json
        /// An object of names to a value or a list of values, sent as the engine's filters.
        case filters
        /// A platform: `linux/arm64/v8`, or an object with os, architecture and variant.
        case platform
        /// A platform or a list of platforms; the parameter is repeated for each.
        case platforms
        /// Credentials: an object, sent as base64url of its JSON, or text that is encoded already.
        case credentials
    }

    /// The engine's name for it.
    public let name: String
    /// Where the value goes.
    public let location: Location
    /// Which values it takes.
    public let form: Form
    /// Whether a call without it is refused.
    public let required: Bool
    /// The API version that brought it; nil when it came with the operation or is older than every version spoken here.
    public let since: APIVersion?
    /// The first API version without it; nil while it lives.
    public let dropped: APIVersion?
    /// What is sent when the caller gives none, where the engine insists on something.
    public let fallback: String?
    /// The values, or the names of filters, that engines are known to take. For help and completion only: which ones an
    /// engine takes depends on its version, and it says so itself.
    public let values: [String]
    /// What it means, in a sentence.
    public let doc: String

    /// Describes a parameter.
    public init(
        _ name: String, _ location: Location, _ form: Form, required: Bool = false, since: APIVersion? = nil,
        dropped: APIVersion? = nil, fallback: String? = nil, values: [String] = [], _ doc: String
    ) {
        self.name = name
        self.location = location
        self.form = form
        self.required = required
        self.since = since
        self.dropped = dropped
        self.fallback = fallback
        self.values = values
        self.doc = doc
    }

    /// A placeholder of the path: text, required.
    public static func path(_ name: String, _ doc: String) -> Parameter {
        Parameter(name, .path, .string, required: true, doc)
    }

    /// A placeholder of the path for the name of an image or plugin.
    public static func reference(_ name: String, _ doc: String) -> Parameter {
        Parameter(name, .path, .reference, required: true, doc)
    }

    /// A part of the query.
    public static func query(
        _ name: String, _ form: Form, required: Bool = false, since: APIVersion? = nil, dropped: APIVersion? = nil,
        values: [String] = [], _ doc: String
    ) -> Parameter {
        Parameter(name, .query, form, required: required, since: since, dropped: dropped, values: values, doc)
    }

    /// The query's `filters`, with the names of filters that are known.
    public static func filters(_ doc: String, _ names: String..., since: APIVersion? = nil) -> Parameter {
        Parameter("filters", .query, .filters, since: since, values: names, doc)
    }

    /// A header field.
    public static func header(
        _ name: String, _ form: Form, since: APIVersion? = nil, fallback: String? = nil, _ doc: String
    ) -> Parameter {
        Parameter(name, .header, form, since: since, fallback: fallback, doc)
    }
}

extension Parameter.Form {
    /// What a value must be, for messages.
    var expected: String {
        switch self {
        case .boolean: "true or false"
        case .integer: "a whole number"
        case .string, .reference: "a string"
        case .list, .jsonList: "a string or a list of strings"
        case .map: "a table of strings"
        case .json: "a table, or JSON as a string"
        case .filters: "a table of filters"
        case .platform: "a platform such as \"linux/arm64\""
        case .platforms: "a platform such as \"linux/arm64\", or a list of them"
        case .credentials: "a table such as {username=…, password=…}"
        }
    }
}
