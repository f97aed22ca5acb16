import Archives
import Testing

@Test("an archive error shows its hint behind its message")
func archiveErrorShowsItsHint() {
    #expect("\(ArchiveError("bad", hint: "try this"))" == "bad (try this)")
    #expect("\(ArchiveError("bad"))" == "bad")
}
