/// The registry that an image comes from, or that credentials are for.
package struct RegistryName: Sendable, Hashable {
    /// Docker Hub's own key in config.json and credential helpers, a leftover of its first API.
    static let hubKey = "https://index.docker.io/v1/"

    /// Host and port; `docker.io` for Docker Hub.
    package let host: String

    /// The key under which credentials are kept.
    package var key: String { host == "docker.io" ? Self.hubKey : host }

    /// The registry of an image: `ghcr.io/me/tool:1` is on ghcr.io, `nginx` and `me/tool` are on Docker Hub. The first part
    /// names a registry when it has a dot, a colon or a capital letter in it, or is `localhost`.
    package init(image reference: String) {
        guard let slash = reference.firstIndex(of: "/") else {
            host = "docker.io"
            return
        }
        let first = reference[..<slash]
        let isHost =
            first.contains(".") || first.contains(":") || first == "localhost" || first.lowercased() != first
        host = isHost ? Self.normal(String(first)) : "docker.io"
    }

    /// A registry as people and files write it: `ghcr.io`, `https://index.docker.io/v1/`. An empty text is Docker Hub.
    package init(registry text: String) {
        var rest = text[...]
        if let scheme = rest.range(ofText: "://") { rest = rest[scheme.upperBound...] }
        host = Self.normal(String(rest.prefix { $0 != "/" }))
    }

    /// The registry that an image or a registry is meant with. Without a slash, `ghcr.io`, `localhost:5000` and `1.2.3.4:5000`
    /// are registries, while `nginx`, `nginx:5` and `my.image:latest` are images.
    package init(_ text: String) {
        if text.isEmpty || text.contains("://") {
            self.init(registry: text)
        } else if text.contains("/") {
            self.init(image: text)
        } else {
            let parts = text.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
            let isHost = parts[0].contains(".") || parts[0] == "localhost" || parts[0].hasPrefix("[")
            let isPort = parts.count == 1 || parts[0].hasPrefix("[") || UInt16(parts[1]) != nil
            if isHost && isPort { self.init(registry: text) } else { self.init(image: text) }
        }
    }

    private static func normal(_ host: String) -> String {
        ["", "index.docker.io", "registry-1.docker.io"].contains(host) ? "docker.io" : host
    }
}

extension Substring {
    /// Where a short text first occurs.
    fileprivate func range(ofText text: String) -> Range<Index>? {
        var index = startIndex
        while index < endIndex {
            if self[index...].hasPrefix(text) { return index..<self.index(index, offsetBy: text.count) }
            formIndex(after: &index)
        }
        return nil
    }
}
