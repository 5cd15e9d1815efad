import Foundation
import Synchronization

/// Runs the scripts of documents for all agents of a cloud.
final class ScriptRunner: Sendable {
    /// All started scripts, by the run that they belong to, including those that have ended, until
    /// the cloud ends.
    private let started = Mutex<[(runID: String, process: ScriptProcess)]>([])
    private let clock: any WallClock

    init(clock: any WallClock) {
        self.clock = clock
    }

    /// Starts a script.
    ///
    /// Its output goes to files in the agent's folder; a script that runs again appends to them.
    ///
    /// - Parameters:
    ///   - order: The script and its place.
    ///   - environment: Its environment, besides `ENLIST_ROOT`.
    ///   - whenEnded: Called once, with its end.
    func start(
        _ order: ScriptOrder, environment: [String: String],
        whenEnded: @escaping @Sendable (ScriptEnd) async -> Void
    ) {
        let begin = clock.now
        let disk = AgentDisk(root: order.root)
        let file = "\(order.folder)/_script.sh"
        disk.write(
            order.script.lines.joined(separator: "\n") + "\n", to: file, mode: 0o700,
            flags: O_TRUNC)
        let process: ScriptProcess
        do throws(ScriptProcess.Failure) {
            process = try ScriptProcess(
                script: disk.full(file), in: disk.full(order.script.workingDirectory),
                environment: environment.merging(["ENLIST_ROOT": order.root]) { $1 },
                output: disk.full("\(order.folder)/stdout"),
                errors: disk.full("\(order.folder)/stderr"))
        } catch {
            let end = ScriptEnd(
                .notStarted, standardError: "failed to run commands: \(error.reason)",
                startedAt: begin, endedAt: clock.now)
            Task { await whenEnded(end) }
            return
        }
        started.withLock { $0.append((order.runID, process)) }
        Task {
            let tookTooLong = Mutex(false)
            let timer = Task {
                try await Task.sleep(for: .seconds(order.script.timeout))
                tookTooLong.withLock { $0 = true }
                process.kill()
            }
            let status = await process.status()
            timer.cancel()
            let cause: ScriptEnd.Cause =
                tookTooLong.withLock(\.self) ? .timedOut : .exited(status)
            await whenEnded(end(of: order, cause, from: begin))
        }
    }

    /// Ends the scripts of a document's run.
    func stop(_ runID: String) {
        started.withLock { all in
            for entry in all where entry.runID == runID { entry.process.kill() }
        }
    }

    /// Ends all scripts and the processes that they have left.
    func stopAll() {
        let all = started.withLock { all in
            defer { all = [] }
            return all
        }
        for entry in all { entry.process.remove() }
    }

    private func end(
        of order: ScriptOrder, _ cause: ScriptEnd.Cause, from begin: Date
    ) -> ScriptEnd {
        let disk = AgentDisk(root: order.root)
        let errors = "\(order.folder)/stderr"
        if case .exited(let status) = cause, ![0, 137, 168, 194].contains(status) {
            disk.write(
                "failed to run commands: exit status \(status)", to: errors, mode: 0o600,
                flags: O_APPEND)
        }
        return ScriptEnd(
            cause, standardOutput: disk.beginning(of: "\(order.folder)/stdout"),
            standardError: disk.beginning(of: errors), startedAt: begin, endedAt: clock.now)
    }
}
