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

    @Test("waits between small reads that follow each other, so short that nobody sees it")
    func flow() {
        var pacer = ReadPacer()
        var now = NIODeadline.uptimeNanoseconds(1_000_000_000)
        #expect(pacer.readEnded(bytes: 500, now: now) == nil)
        now = now + .microseconds(50)
        #expect(pacer.readEnded(bytes: 500, now: now) == .microseconds(300))
        var pause = TimeAmount.microseconds(300)
        for _ in 0..<20 {
            now = now + pause + .microseconds(400)
            let next = pacer.readEnded(bytes: 500, now: now)
            #expect(
                next.map { $0 >= pause && $0 < .milliseconds(3) } == true, "the flow goes on, whatever the wait was")
            pause = next ?? .zero
        }
    }

    @Test("waits less when a read shows that the socket was nearly full")
    func nearlyFull() {
        var pacer = ReadPacer()
        var now = NIODeadline.uptimeNanoseconds(1_000_000_000)
        _ = pacer.readEnded(bytes: 500, now: now)
        var longest = TimeAmount.zero
        for _ in 0..<10 {
            now = now + longest + .microseconds(100)
            longest = pacer.readEnded(bytes: 500, now: now) ?? .zero
        }
        for _ in 0..<3 {
            now = now + longest + .microseconds(100)
            _ = pacer.readEnded(bytes: 28 * 1024, now: now)
        }
        now = now + longest
        let pause = pacer.readEnded(bytes: 28 * 1024, now: now)
        #expect(pause.map { $0 < longest } == true)
    }

    @Test("is off as soon as reads are large")
    func large() {
        var pacer = ReadPacer()
        let now = NIODeadline.uptimeNanoseconds(1_000_000_000)
        _ = pacer.readEnded(bytes: 500, now: now)
        #expect(pacer.readEnded(bytes: 64 * 1024, now: now + .microseconds(10)) == nil)
    }
}
