internal import LuaRuntime
internal import NIOCore

extension HostBytes {
    /// A buffer's readable bytes where they are: the storage is kept, nothing is copied.
    convenience init(_ buffer: ByteBuffer) {
        let (bytes, storage) = buffer.withUnsafeReadableBytesWithStorageManagement { ($0, $1) }
        // NIO documents that the address stays while the storage is retained and the buffer is not written to; `buffer`
        // is a value nobody writes to, and a write elsewhere copies first because this reference shares the storage.
        self.init(bytes, owner: RetainedBuffer(buffer: buffer, storage: storage))
    }
}

private final class RetainedBuffer {
    let buffer: ByteBuffer
    let storage: Unmanaged<AnyObject>

    init(buffer: ByteBuffer, storage: Unmanaged<AnyObject>) {
        self.buffer = buffer
        self.storage = storage.retain()
    }

    deinit { storage.release() }
}
