/// A version of the Docker Engine API, such as 1.41.
public struct APIVersion: Sendable, Hashable, Comparable {
    /// The number before the dot.
    public var major: Int
    /// The number after the dot.
    public var minor: Int

    /// The version `major.minor`.
    public init(_ major: Int, _ minor: Int) {
        self.major = major
        self.minor = minor
    }

    /// Reads `1.41` or `v1.41`; nil for anything else.
    public init?(_ text: String) {
        let digits = text.hasPrefix("v") ? text.dropFirst() : text[...]
        let parts = digits.split(separator: ".", omittingEmptySubsequences: false)
        guard parts.count == 2, let major = Self.number(parts[0]), let minor = Self.number(parts[1]) else { return nil }
        self.init(major, minor)
    }

    /// Reads `1.41` or `v1.41`, and refuses anything else with kind `invalid_argument`.
    ///
    /// - Parameter source: who gave it, for the message: `DOCKER_API_VERSION`, `api_version`.
    public static func parse(_ text: String, source: String) throws(EngineError) -> APIVersion {
        if let version = APIVersion(text) { return version }
        throw EngineError(
            .invalidArgument, "\(source) is \"\(text)\", which is not an API version",
            hint: "Write it as 1.41, or leave it out: the version is then agreed with the engine.")
    }

    /// Digits only: `Int` would also take a sign.
    private static func number(_ text: Substring) -> Int? {
        guard (1...4).contains(text.utf8.count), text.utf8.allSatisfy({ (48...57).contains($0) }) else { return nil }
        return Int(text)
    }

    /// Orders by the numbers: 1.9 comes before 1.41.
    public static func < (left: APIVersion, right: APIVersion) -> Bool {
        (left.major, left.minor) < (right.major, right.minor)
    }

    /// The oldest version this client speaks. Operations and parameters without a `since` exist here already.
    public static let oldest = APIVersion(1, 24)
    /// The newest version this client asks for on its own. A newer one can be pinned.
    public static let newest = APIVersion(1, 51)

    /// The version to speak with an engine whose newest is `engine`: the older of the two.
    public static func agreed(with engine: APIVersion) -> APIVersion { min(engine, newest) }
}

extension APIVersion: CustomStringConvertible {
    /// `1.41`.
    public var description: String { "\(major).\(minor)" }

    /// `/v1.41`, as paths begin.
    public var pathPrefix: String { "/v\(self)" }
}
