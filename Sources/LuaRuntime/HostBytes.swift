/// Bytes on their way to Lua: they stay where they are until Lua has copied or parsed them.
///
/// `@unchecked Sendable` is safe: the bytes are never written to after `init`, and `owner` keeps them alive.
public final class HostBytes: @unchecked Sendable {
    let bytes: UnsafeRawBufferPointer
    private let owner: AnyObject?

    /// Bytes that live as long as `owner` does, at an address that does not change meanwhile.
    public init(_ bytes: UnsafeRawBufferPointer, owner: AnyObject) {
        self.bytes = bytes
        self.owner = owner
    }

    /// A copy of some bytes.
    public init(copying source: some Collection<UInt8>) {
        let copy = UnsafeMutableRawBufferPointer.allocate(byteCount: source.count, alignment: 1)
        copy.copyBytes(from: source)
        bytes = UnsafeRawBufferPointer(copy)
        owner = nil
    }

    /// A copy of a string's UTF-8 bytes.
    public init(_ text: String) {
        var text = text
        self.bytes = text.withUTF8 { utf8 in
            let copy = UnsafeMutableRawBufferPointer.allocate(byteCount: utf8.count, alignment: 1)
            copy.copyMemory(from: UnsafeRawBufferPointer(utf8))
            return UnsafeRawBufferPointer(copy)
        }
        self.owner = nil
    }

    deinit {
        if owner == nil { bytes.deallocate() }
    }
}
