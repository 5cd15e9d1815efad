import Foundation
import Pipeline
import Synchronization

/// Systems Manager's agent of one instance, with the files by which the steps know how far it is.
///
/// It runs from the moment at which the instance has its tags, as on an image whose agent is started
/// by `start-ssm-agent`.
final class SimulatedAgent: Sendable {
    /// How far a document is, in the words of associations and of commands.
    enum Progress: String, Sendable {
        case pending = "Pending"
        case running = "InProgress"
        case succeeded = "Success"
    }

    private struct State {
        var isStarted = false
        var isOnline = false
        var association: Progress?
        var command: (comment: String, progress: Progress)?
    }

    let instanceID: String
    let commandID: String
    private let home: String
    private let folder: String
    private let time: SimulatedTime
    private let scenario: Scenario
    private let state = Mutex(State())

    init(_ number: Int, root: String, _ scenario: Scenario, _ time: SimulatedTime) {
        instanceID = Scenario.instanceID(number)
        commandID = "00000000-0000-4000-8000-\(String(format: "%012d", number))"
        folder = "\(root)/var/lib/amazon/ssm"
        home = "\(folder)/\(instanceID)"
        self.scenario = scenario
        self.time = time
    }

    var isOnline: Bool { state.withLock(\.isOnline) }
    var association: Progress? { state.withLock(\.association) }
    var command: (comment: String, progress: Progress)? { state.withLock(\.command) }

    /// Starts the agent, once: it registers the instance, begins to take documents, and applies the
    /// association if there is one.
    func start(appliesAssociation: Bool) {
        let isFirst = state.withLock { state in
            defer { state.isStarted = true }
            return !state.isStarted
        }
        guard isFirst else { return }
        make("\(folder)/runtimeconfig")
        Task(executorPreference: time) { try await self.begin(appliesAssociation) }
    }

    /// Takes a command, which the agent gets a moment later.
    ///
    /// - Returns: the command's id.
    func take(_ comment: String) -> String {
        state.withLock { $0.command = (comment, .pending) }
        Task(executorPreference: time) {
            try await self.time.sleep(self.scenario.delivery)
            self.make("\(self.home)/idempotency/SendCommand/\(self.commandID)")
            try await self.runDocument(named: self.commandID) { $0.command?.progress = $1 }
        }
        return commandID
    }

    private func begin(_ appliesAssociation: Bool) async throws {
        try await time.sleep(scenario.agentStart)
        state.withLock {
            $0.isOnline = true
            $0.association = appliesAssociation ? .pending : nil
        }
        write(
            #"{"InstanceId": "\#(instanceID)", "CredentialSource": "EC2"}"#,
            to: "\(folder)/runtimeconfig/identity_config.json")
        try await time.sleep(scenario.workerStart)
        make("\(home)/document/state/current")
        make("\(home)/document/state/completed")
        guard appliesAssociation else { return }
        try await time.sleep(scenario.firstLook)
        let id = SystemsManagerModel.association
        make("\(home)/document/orchestration/\(id)/1")
        try await runDocument(named: "\(id).1") { $0.association = $1 }
    }

    private func runDocument(
        named name: String, _ report: @Sendable (inout State, Progress) -> Void
    ) async throws {
        let mark = "\(home)/document/state/current/\(name)"
        write("", to: mark)
        state.withLock { report(&$0, .running) }
        try await time.sleep(scenario.document)
        state.withLock { report(&$0, .succeeded) }
        try? FileManager.default.removeItem(atPath: mark)
    }

    private func make(_ folder: String) {
        try? FileManager.default.createDirectory(
            atPath: folder, withIntermediateDirectories: true,
            attributes: [.modificationDate: date])
        try? FileManager.default.setAttributes([.modificationDate: date], ofItemAtPath: folder)
    }

    private func write(_ text: String, to file: String) {
        _ = FileManager.default.createFile(
            atPath: file, contents: Data(text.utf8), attributes: [.modificationDate: date])
    }

    /// The agent's files have the time of the simulation.
    private var date: Date {
        Date(timeIntervalSince1970: time.now().sinceEpoch / .seconds(1))
    }
}
