internal import Synchronization

/// The API version that a client and its engine have agreed on. From any thread.
final class AgreedVersion: Sendable {
    private let agreed = Mutex<APIVersion?>(nil)

    /// nil before the first call has found out.
    var value: APIVersion? { agreed.withLock { $0 } }

    /// The first one to be agreed on stays.
    func settle(_ version: APIVersion) { agreed.withLock { $0 = $0 ?? version } }
}
