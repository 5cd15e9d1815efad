import ArgumentParser
import Foundation
import LocalCloud

/// The shared options of all commands that start a cloud.
struct CloudOptions: ParsableArguments {
    @Option(help: "The scenario: stacks, layers, instances, timings, faults (JSON).")
    var scenario: String?

    @Option(help: "More faults (JSON).")
    var faults: String?

    @Option(
        name: .customLong("state-out"), help: "Write the cloud's last state to this file (JSON).")
    var stateOut: String?

    @Option(
        name: .customLong("objects-out"),
        help: "Write the buckets' objects below this folder, a folder for each bucket.")
    var objectsOut: String?

    @Option(help: "The endpoint's port; 0 for any free one.")
    var port: UInt16 = 0

    /// The scenario with the faults of both files.
    func plan() throws -> Scenario {
        do throws(ScenarioError) {
            var plan = Scenario.standard
            if let scenario { plan = try Scenario(file: scenario) }
            if let faults { plan.faults += try FaultRule.rules(file: faults) }
            return plan
        } catch {
            throw Complaint(error, exitCode: 65)
        }
    }

    /// Starts the cloud.
    func start() async throws -> LocalCloud {
        let plan = try plan()
        do {
            return try await LocalCloud(plan, port: port)
        } catch let error as ServerError {
            throw Complaint(error, exitCode: 69)
        }
    }

    /// Prints what the cloud looks like, writes the state if requested, and closes the ports.
    func finish(_ cloud: LocalCloud) async throws {
        let state = await cloud.cloud.snapshot()
        FileHandle.standardError.write(Data("\n\(Picture(of: state))".utf8))
        await cloud.stop()
        if let stateOut { try write(StateReport(of: state).json, to: stateOut) }
        if let objectsOut { try write(state.buckets, below: objectsOut) }
    }

    /// Writes each object to a file named after its bucket and key.
    private func write(_ buckets: [Bucket], below folder: String) throws {
        for bucket in buckets {
            for (key, object) in bucket.objects {
                let names =
                    [bucket.name] + key.utf8.split(separator: 0x2F).map { String(Substring($0)) }
                // A key may be any text, and a file must stay below the folder.
                guard names.allSatisfy({ $0 != "." && $0 != ".." }) else { continue }
                let file = names.reduce(URL(fileURLWithPath: folder)) { $0.appending(path: $1) }
                do {
                    try FileManager.default.createDirectory(
                        at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
                    try object.content.write(to: file, options: .atomic)
                } catch {
                    throw Complaint(
                        ServerError.cannotWrite(file: file.path, reason: "\(SystemReason(error))"),
                        exitCode: 73)
                }
            }
        }
    }

    /// Writes a JSON file atomically.
    func write(_ value: JSONValue, to file: String) throws {
        do {
            let text = value.text(indented: true) + Data("\n".utf8)
            try text.write(to: URL(fileURLWithPath: file), options: .atomic)
        } catch {
            let reason = "\(SystemReason(error))"
            throw Complaint(ServerError.cannotWrite(file: file, reason: reason), exitCode: 73)
        }
    }
}
