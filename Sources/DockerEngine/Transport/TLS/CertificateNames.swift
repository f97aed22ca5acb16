internal import NIOSSL

/// The names of hosts that a certificate is for.
///
/// NIOSSL lets a certificate pass that names the address connected to, whatever name was asked for. Who names a host means
/// that name, and that is how the docker command sees it too.
struct CertificateNames {
    /// As they are written, such as `*.example.org`.
    let names: [String]

    /// Takes the names out of a certificate. Common names do not count, as nowhere today.
    init(_ certificate: NIOSSLCertificate) {
        names = certificate._subjectAlternativeNames().filter { $0.nameType == .dnsName }.map {
            $0.contents.withUnsafeBufferPointer { String(decoding: $0, as: UTF8.self) }
        }
    }

    /// Takes names.
    init(_ names: [String]) { self.names = names }

    /// Whether one of the names is that of `host` (RFC 9525, 6.3): the same, or `*` in place of its first label.
    func include(_ host: String) -> Bool {
        let wanted = Self.plain(host)
        guard !wanted.isEmpty else { return false }
        return names.contains { name in
            let name = Self.plain(name)
            if name == wanted { return true }
            guard name.hasPrefix("*."), let dot = wanted.firstIndex(of: "."), dot != wanted.startIndex else {
                return false
            }
            let rest = name.dropFirst(2)
            return rest.contains(".") && !rest.contains("*") && wanted[wanted.index(after: dot)...] == rest
        }
    }

    private static func plain(_ name: String) -> String {
        String(name.hasSuffix(".") ? name.dropLast() : name[...]).lowercased()
    }
}
