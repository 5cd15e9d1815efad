import Foundation
import Pipeline
import Synchronization
import SystemPackage
import Testing

@testable import Steps

struct AssociationRefreshTests {
    private static let id = "i-0123456789abcdef0"
    private static let home = "var/lib/amazon/ssm/\(id)/document/state"

    /// Asks for a refresh three times.
    private struct Refreshing: Step {
        let waking: AgentWaking
        let ids: [String]

        func run(in context: StepContext) async throws -> Facts {
            var waking = waking
            var refresh = AssociationRefresh(nil)
            for _ in 0..<3 { try await refresh.refresh(ids, &waking, in: context) }
            return Facts()
        }
    }

    /// How often the agent is restarted whose worker has been active for so many seconds.
    private func restarts(
        activeFor seconds: Double?, _ ids: [String] = ["association"], at work: Bool = false
    ) async throws -> Int {
        let sandbox = try Sandbox()
        if let seconds {
            try put(at: "\(Self.home)/completed/x", in: sandbox)
            try FileManager.default.setAttributes(
                [.modificationDate: Date().addingTimeInterval(-seconds)],
                ofItemAtPath: sandbox.root.locate("/\(Self.home)/completed").string)
        }
        if work { try put(at: "\(Self.home)/current/command", in: sandbox) }
        let count = Mutex(0)
        var marks = AgentMarks(sandbox.root, Self.id)
        marks.since = .zero
        let waking = AgentWaking(marks) { count.withLock { $0 += 1 } }
        let bench = StepBench(
            StepKind("refresh", summary: "Refreshes", failures: [.transient]) { _ in
                Refreshing(waking: waking, ids: ids)
            })
        try await bench.run()
        #expect(bench.recorder.notes.count == count.withLock { $0 })
        return count.withLock { $0 }
    }

    private func put(at path: String, in sandbox: borrowing Sandbox) throws {
        let place = URL(filePath: try sandbox.root.locate("/\(path)").string)
        try FileManager.default.createDirectory(
            at: place.deletingLastPathComponent(), withIntermediateDirectories: true)
        try Data().write(to: place)
    }

    @Test func `an agent whose next look is minutes away is restarted once`() async throws {
        #expect(try await restarts(activeFor: 70) == 1)
        #expect(try await restarts(activeFor: 900) == 1)
    }

    @Test func `an agent that looks within the minute is left alone`() async throws {
        // Times to come leave a busy machine room: its next look is still to be within the minute
        // when the step gets to ask.
        #expect(try await restarts(activeFor: -90) == 0)
        #expect(try await restarts(activeFor: -60) == 0)
    }

    @Test func `an agent is not restarted for nothing, in its sleep or at its work`() async throws {
        #expect(try await restarts(activeFor: 900, []) == 0)
        #expect(try await restarts(activeFor: nil) == 0)
        #expect(try await restarts(activeFor: 900, at: true) == 0)
    }
}
