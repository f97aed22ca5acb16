internal import Glibc
internal import NIOCore

/// Finds the engine's error messages in JSON streams: the status was 200 long before something went wrong.
enum StreamErrors {
    /// Looks at the texts from run `first` on. An error text, and all after it, leave the batch; its words are thrown.
    static func check(_ batch: inout StreamBatch, from first: Int) throws(ExchangeFault) {
        guard first < batch.runs.count else { return }
        let before = batch.runs[..<first].reduce(0) { $0 + $1.length }
        let found: (run: Int, offset: Int, message: String)? = batch.bytes.withUnsafeReadableBytes { bytes in
            // Most reads hold no error, and one search over all of their texts tells.
            guard mentionsError(UnsafeRawBufferPointer(rebasing: bytes[before...])) else { return nil }
            var offset = before
            for run in first..<batch.runs.count {
                let end = offset + batch.runs[run].length
                if let message = message(UnsafeRawBufferPointer(rebasing: bytes[offset..<end])) {
                    return (run, offset, message)
                }
                offset = end
            }
            return nil
        }
        guard let found else { return }
        batch.runs.removeSubrange(found.run...)
        batch.bytes.moveWriterIndex(to: batch.bytes.readerIndex + found.offset)
        throw .engine(found.message)
    }

    private static func mentionsError(_ bytes: UnsafeRawBufferPointer) -> Bool {
        guard let start = bytes.baseAddress, !bytes.isEmpty else { return false }
        let mark: StaticString = "\"error"
        return memmem(start, bytes.count, mark.utf8Start, mark.utf8CodeUnitCount) != nil
    }

    /// The words of an error text: `{"errorDetail": {"message": …}, "error": …}`; nil for any other text.
    static func message(_ text: UnsafeRawBufferPointer) -> String? {
        if let message = JSONPeek.string(text, "errorDetail", "message") { return message }
        return JSONPeek.string(text, "error")
    }
}
