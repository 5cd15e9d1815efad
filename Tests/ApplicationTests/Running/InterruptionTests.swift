import Glibc
import TestSupport
import Testing

@testable import Application

struct InterruptionTests {
    @Test func `the first signal cancels the work and is told before it returns`() async {
        let isTold = Signal()
        let wasCancelled = await Interruption.cancels(told: { isTold.send() }) {
            kill(getpid(), SIGTERM)
            try? await Task.sleep(for: .seconds(86_400))
            return Task.isCancelled
        }
        await isTold.wait()
        #expect(wasCancelled)
    }

    @Test func `the second signal ends the process without waiting for the work`() async {
        await #expect(processExitsWith: .exitCode(4)) {
            await Interruption.cancels(told: { kill(getpid(), SIGINT) }) {
                kill(getpid(), SIGINT)
                // Not a child of the cancelled task: it goes on.
                await Task.detached { try? await Task.sleep(for: .seconds(86_400)) }.value
            }
        }
    }
}
