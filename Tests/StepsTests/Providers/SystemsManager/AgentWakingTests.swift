import Foundation
import Pipeline
import Synchronization
import SystemPackage
import Testing

@testable import Steps

struct AgentWakingTests {
    private static let id = "i-0123456789abcdef0"
    private static let log = "var/log/amazon/ssm/amazon-ssm-agent.log"

    /// Wakes as often as asked, and after each time has the agent do something.
    private struct Waking: Step {
        let waking: AgentWaking
        let times: Int
        let meanwhile: @Sendable (Int) throws -> Void

        func run(in context: StepContext) async throws -> Facts {
            var waking = waking
            for time in 0..<times {
                try await waking.wake(in: context)
                try meanwhile(time)
            }
            return Facts()
        }
    }

    private func wake(
        _ root: MachineRoot, times: Int = 1, restarts: Bool = true, fails: Bool = false,
        meanwhile: @escaping @Sendable (Int) throws -> Void = { _ in }
    ) async throws -> (restarts: Int, said: [String]) {
        let count = Mutex(0)
        let restart: @Sendable () async throws -> Void = {
            count.withLock { $0 += 1 }
            if fails { throw Failure(.transient, "no systemd", remedy: "none") }
        }
        let waking = AgentWaking(
            AgentMarks(root, Self.id), restart: restarts ? restart : nil)
        let bench = StepBench(
            StepKind("wake", summary: "Wakes", failures: [.transient]) { _ in
                Waking(waking: waking, times: times, meanwhile: meanwhile)
            }, skipsWaits: true)
        try await bench.run()
        return (count.withLock { $0 }, bench.recorder.notes + bench.recorder.warnings)
    }

    private func sleep(_ root: MachineRoot, because cause: String, for length: String = "5m0s")
        throws
    {
        let format = DateFormatter()
        format.dateFormat = "yyyy-MM-dd HH:mm:ss"
        let now = format.string(from: Date().addingTimeInterval(1))
        try put(
            "\(now) WARN Error: \(cause)\n"
                + "\(now) INFO Sleeping for \(length) before retrying retrieve credentials\n",
            at: root.locate("/" + Self.log).string)
    }

    private func put(_ text: String, at path: String) throws {
        try FileManager.default.createDirectory(
            atPath: (path as NSString).deletingLastPathComponent, withIntermediateDirectories: true)
        try text.write(toFile: path, atomically: true, encoding: .utf8)
    }

    @Test func `an agent that sleeps is restarted once for each cause`() async throws {
        let sandbox = try Sandbox()
        try sleep(sandbox.root, because: "EC2RoleRequestError: no role")
        let root = sandbox.root
        let (restarts, said) = try await wake(root, times: 6) { time in
            try sleep(
                root,
                because: time < 3 ? "EC2RoleRequestError: no role" : "AccessDeniedException: no")
        }
        #expect(restarts == 2)
        #expect(said.count == 2)
        #expect(
            said.first?.hasSuffix("as the instance had no role when it asked: restarting it")
                == true)
    }

    @Test func `an agent that is throttled again is restarted again, up to three times`()
        async throws
    {
        let sandbox = try Sandbox()
        let root = sandbox.root
        try sleep(root, because: "ThrottlingException: Rate exceeded")
        let (restarts, said) = try await wake(root, times: 6) { _ in
            try sleep(root, because: "ThrottlingException: Rate exceeded")
        }
        #expect(restarts == 3)
        #expect(said.count == 3)
    }

    @Test func `an agent that is about to wake, or has work, is left alone`() async throws {
        let sandbox = try Sandbox()
        #expect(try await wake(sandbox.root).restarts == 0)
        try sleep(sandbox.root, because: "EC2RoleRequestError", for: "5s")
        #expect(try await wake(sandbox.root).restarts == 0)
        try sleep(sandbox.root, because: "EC2RoleRequestError")
        try sandbox.put(
            "{}", at: "var/lib/amazon/ssm/\(Self.id)/document/state/current/\(UUID().uuidString)")
        #expect(try await wake(sandbox.root).restarts == 0)
    }

    @Test func `a restart that fails, or cannot be, is a warning`() async throws {
        let sandbox = try Sandbox()
        try sleep(sandbox.root, because: "EC2RoleRequestError")
        let failed = try await wake(sandbox.root, fails: true)
        #expect(failed.said.last == "the agent was not restarted: no systemd")
        let without = try await wake(sandbox.root, times: 3, restarts: false)
        #expect(without.said.count == 1)
        #expect(without.said.first?.hasSuffix("and there is no systemd here to restart it") == true)
    }
}
