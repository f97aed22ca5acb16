import NIOCore
import Testing

@testable import DockerEngine

@Suite("Pacing of reads")
struct ReadPacerTests {
    @Test("never delays a quiet stream")
    func quiet() {
        var pacer = ReadPacer()
        var now = NIODeadline.uptimeNanoseconds(1_000_000_000)
        for _ in 0..<100 {
            #expect(pacer.readEnded(bytes: 100, now: now) == nil)
            now = now + .milliseconds(5)
        }
    }

    @Test("waits between small reads that follow each other, at most a millisecond")
    func flow() {
        var pacer = ReadPacer()
        var now = NIODeadline.uptimeNanoseconds(1_000_000_000)
        #expect(pacer.readEnded(bytes: 500, now: now) == nil)
        now = now + .microseconds(50)
        #expect(pacer.readEnded(bytes: 500, now: now) == .microseconds(300))
        for _ in 0..<20 {
            now = now + .microseconds(700)
            let pause = pacer.readEnded(bytes: 500, now: now)
            #expect(pause.map { $0 <= .milliseconds(1) } == true)
        }
    }

    @Test("is off as soon as reads are large")
    func large() {
        var pacer = ReadPacer()
        let now = NIODeadline.uptimeNanoseconds(1_000_000_000)
        _ = pacer.readEnded(bytes: 500, now: now)
        #expect(pacer.readEnded(bytes: 64 * 1024, now: now + .microseconds(10)) == nil)
    }
}
