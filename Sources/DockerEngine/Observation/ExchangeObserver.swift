/// Somebody who wants to see what goes over the wire: give one to ``Engine/init(_:eventLoop:readOnly:observer:)``.
///
/// ```swift
/// struct Printer: ExchangeObserver {
///     var isListening: Bool { true }
///     func observe(_ event: ExchangeEvent) {
///         if case .request(let request) = event.kind { print(request.method, request.target) }
///     }
/// }
/// ```
public protocol ExchangeObserver: Sendable {
    /// Whether it wants to hear of the exchange that is about to begin. Asked once for each, on the thread that carries
    /// it: the event loop, or the caller's where a call is answered in place. An exchange that began unobserved stays so,
    /// and costs nothing.
    var isListening: Bool { get }

    /// Hears of one event. Called on the thread that carries the exchange, in its order; must not wait.
    func observe(_ event: ExchangeEvent)
}
