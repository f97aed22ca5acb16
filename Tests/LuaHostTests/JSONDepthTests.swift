import Testing

@Suite struct JSONDepthTests {
    private func read(_ depth: Int, allowed: Int) -> String {
        let text = "('['):rep(\(depth)) .. (']'):rep(\(depth))"
        return Host(jsonDepth: allowed).run(
            h + "local ok, err = pcall(h.json_decode, \(text)) return ok and 'read' or err.kind .. ' ' .. err.message")
    }

    @Test("JSON is read down to the depth that is allowed, and deeper is kind limit")
    func depth() {
        #expect(read(512, allowed: 0) == "read")
        #expect(read(10_000, allowed: 0) == "limit JSON nested deeper than 512 levels (20000 bytes)")
        #expect(read(20, allowed: 16).hasPrefix("limit "))
        #expect(read(4095, allowed: 4096) == "read")
    }
}
