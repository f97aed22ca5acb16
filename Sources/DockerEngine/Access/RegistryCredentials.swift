internal import FoundationEssentials

/// What a registry wants to know of who asks. Its description shows no secret.
package struct RegistryCredentials: Sendable, Equatable {
    package var username = ""
    package var password = ""
    package var email = ""
    /// What some registries give in place of a password.
    package var identityToken = ""
    /// A token that is sent to the registry as it is.
    package var registryToken = ""
    /// The key of the registry they are for.
    package var serverAddress = ""

    /// Credentials that say nothing.
    package init() {}

    /// Whether there is anything to show to a registry.
    package var isEmpty: Bool {
        username.isEmpty && password.isEmpty && identityToken.isEmpty && registryToken.isEmpty
    }

    /// The engine's AuthConfig.
    package var document: JSONDocument {
        let fields = [
            ("username", username), ("password", password), ("email", email), ("serveraddress", serverAddress),
            ("identitytoken", identityToken), ("registrytoken", registryToken),
        ]
        return .object(
            fields.filter { !$0.1.isEmpty }.map { JSONDocument.Member($0.0, .string($0.1)) })
    }

    /// Takes an AuthConfig as the engine and docker-py spell it. Fields that are unknown or no strings are passed over.
    package init(_ document: JSONDocument) {
        username = document["username"]?.text ?? ""
        password = document["password"]?.text ?? ""
        email = document["email"]?.text ?? ""
        identityToken = document["identitytoken"]?.text ?? ""
        registryToken = document["registrytoken"]?.text ?? ""
        serverAddress = document["serveraddress"]?.text ?? ""
    }

    /// The value of `X-Registry-Auth`; `e30=`, which is `{}`, for nobody in particular.
    package var header: String { Self.encoded(isEmpty ? .object([]) : document) }

    /// JSON as the engine takes it in a header: base64 in its URL-safe alphabet.
    package static func encoded(_ document: JSONDocument) -> String {
        let text = Data(document.compact.utf8).base64EncodedString()
        return String(text.map { $0 == "+" ? "-" : $0 == "/" ? "_" : $0 })
    }

    /// A text without the secrets in it.
    func masked(_ text: String) -> String {
        var text = text
        for secret in [password, identityToken, registryToken] where !secret.isEmpty {
            text = text.split(separator: secret, omittingEmptySubsequences: false).joined(separator: "***")
        }
        return text
    }
}

extension RegistryCredentials: CustomStringConvertible, CustomReflectable {
    package var description: String {
        let secret = !identityToken.isEmpty ? "a token" : password.isEmpty ? "no password" : "a password"
        return "\(username.isEmpty ? "nobody" : username) with \(secret) for \(serverAddress)"
    }

    package var customMirror: Mirror { Mirror(self, children: ["description": description]) }
}
