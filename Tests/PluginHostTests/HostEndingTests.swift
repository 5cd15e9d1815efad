import Glibc
import Pipeline
import Testing

@testable import PluginHost

struct HostEndingTests {
    private static let second = HostLimits(processor: .milliseconds(500))
    private static let tight = HostLimits(memory: 64 << 20)

    @Test(
        arguments: [
            (0, .zero, .none, .exited(0)), (7 << 8, .zero, .none, .exited(7)),
            (HostMain.lostConnection << 8, .zero, .none, .hungUp),
            (SIGSEGV | 0x80, .seconds(9), second, .killed(signal: 11)),
            (SIGXCPU, .seconds(1), second, .outOfTime(.seconds(1))),
            // The kernel's ticks and what the process has used need not agree.
            (SIGXCPU, .milliseconds(700), second, .outOfTime(.seconds(1))),
            (SIGXCPU, .seconds(1), .none, .killed(signal: 24)),
            (SIGKILL, .seconds(3), second, .outOfTime(.seconds(1))),
            (SIGKILL, .milliseconds(10), second, .killed(signal: 9)),
            (SIGKILL, .seconds(3), .none, .killed(signal: 9)),
            (SIGKILL, .zero, tight, .killed(signal: 9)),
            (SIGSEGV, .zero, tight, .killedWithin(memory: 64 << 20, signal: 11)),
            (SIGABRT, .zero, tight, .killedWithin(memory: 64 << 20, signal: 6)),
            (SIGFPE, .zero, tight, .killed(signal: 8)),
        ] as [(Int32, Duration, HostLimits, HostEnding)])
    func `a status is what it means`(
        status: Int32, time: Duration, limits: HostLimits, ending: HostEnding
    ) {
        #expect(HostEnding(status, processorTime: time, limits) == ending)
    }

    @Test(
        arguments: [
            (.zero, 1), (.milliseconds(1), 1), (.milliseconds(1001), 2), (.seconds(5), 5),
            (.seconds(Int64.max), .max), (.seconds(Int64.max) + .milliseconds(1), .max),
        ] as [(Duration, Int)])
    func `processor time is limited in whole seconds`(time: Duration, seconds: Int) {
        #expect(HostLimits(processor: time).processorSeconds == seconds)
    }

    @Test func `what a limit ended is not said to be the library's fault`() {
        let failure = PluginError.hostDied("/x.so", .outOfTime(.seconds(2)), said: []).failure
        #expect(
            failure.message
                == "/x.so used up the 2s of processor time that `cpu` allows its process")
        #expect(
            failure.remedy == """
                raise `cpu`, which is for all calls of a process together, or find out what takes so \
                long
                """)
        #expect((failure.failureClass, failure.cause) == (.crashed, .foreignCode))
    }

    @Test func `what may have died of a limit is said to be under it`() {
        let ending = HostEnding.killedWithin(memory: 64 << 20, signal: 6)
        #expect(ending.words == "was killed by SIGABRT")
        #expect(
            ending.remedy == """
                raise `memory`, which allows its process 64 MiB, or leave it out; if it crashes without \
                that too, correct the library or how it is called; see its last lines
                """)
    }

    @Test(arguments: [SIGKILL, SIGTERM, SIGINT, SIGHUP, SIGXCPU, SIGXFSZ])
    func `what others end is not the library's to correct`(signal: Int32) {
        #expect(!HostEnding.killed(signal: Int(signal)).remedy.contains("correct the library"))
    }

    @Test func `numbers that a process states may be any`() {
        let low = ProcessUse(heap: .min, files: .min, threads: .min)
        let high = ProcessUse(heap: .max, files: .max, threads: .max)
        for (before, after) in [(low, high), (high, low)] {
            _ = Leak(from: before, to: after).common(with: Leak(from: after, to: before))
                .complaint(calls: 5)
        }
    }
}
