internal import NIOCore

/// Finds the engine's error messages in JSON streams: the status was 200 long before something went wrong.
enum StreamErrors {
    /// Looks at the texts from run `first` on. An error text, and all after it, leave the batch; it is thrown.
    static func check(_ batch: inout StreamBatch, from first: Int) throws(ExchangeFault) {
        guard first < batch.runs.count else { return }
        let before = batch.runs[..<first].reduce(0) { $0 + $1.length }
        let found: (run: Int, offset: Int, text: [UInt8])? = batch.bytes.withUnsafeReadableBytes { bytes in
            // Most reads hold no error, and one search over all of their texts tells.
            guard mentionsError(UnsafeRawBufferPointer(rebasing: bytes[before...])) else { return nil }
            var offset = before
            for run in first..<batch.runs.count {
                let end = offset + batch.runs[run].length
                let text = UnsafeRawBufferPointer(rebasing: bytes[offset..<end])
                if isError(text) { return (run, offset, Array(text)) }
                offset = end
            }
            return nil
        }
        guard let found else { return }
        batch.runs.removeSubrange(found.run...)
        batch.bytes.moveWriterIndex(to: batch.bytes.readerIndex + found.offset)
        throw .progress(found.text)
    }

    private static func mentionsError(_ bytes: UnsafeRawBufferPointer) -> Bool {
        guard bytes.count > 6 else { return false }
        for index in 0..<bytes.count - 6
        where bytes[index] == UInt8(ascii: "\"") && bytes[index + 1] == UInt8(ascii: "e") {
            if UnsafeRawBufferPointer(rebasing: bytes[(index + 1)..<(index + 6)]).equals("error") { return true }
        }
        return false
    }

    /// Whether a text is an error: `{"errorDetail": {"message": …}, "error": …}`.
    static func isError(_ text: UnsafeRawBufferPointer) -> Bool {
        JSONPeek.string(text, "errorDetail", "message") != nil || JSONPeek.string(text, "error") != nil
    }
}
