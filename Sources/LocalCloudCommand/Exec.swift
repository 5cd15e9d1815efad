import ArgumentParser
import Foundation
import LocalCloud

/// Runs a program in a cloud of its own.
struct Exec: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Run a command with a cloud of its own, and print the cloud's state afterwards.",
        discussion: """
            The command finds the services by AWS_ENDPOINT_URL, the metadata of the first machine \
            by AWS_EC2_METADATA_SERVICE_ENDPOINT, and a folder that stands for / by ENLIST_ROOT. \
            Its credentials are those of the machine's role; no AWS setting of yours reaches it. \
            Its exit status is passed on.
            """)

    @OptionGroup var options: CloudOptions

    @Flag(help: "Run the command for each machine of the scenario, all in parallel.")
    var each = false

    @Option(help: "Use this folder for ENLIST_ROOT and keep it; by default a temporary one.")
    var root: String?

    @Flag(
        name: .customLong("as-administrator"), help: "Give the command a key with all permissions.")
    var asAdministrator = false

    @Flag(
        name: .customLong("metadata-proxy"),
        help: """
            Set http_proxy to the metadata service, for programs that have its address built in.
            """)
    var metadataProxy = false

    @Argument(parsing: .postTerminator, help: "The command and its arguments, after --.")
    var command: [String] = []

    func validate() throws {
        guard !command.isEmpty else {
            throw ValidationError("Name a command after --, as in: localcloud exec -- env")
        }
    }

    func run() async throws {
        let arrivals = CaughtSignals.arrivals()
        let cloud = try await options.start()
        let sandbox = try Sandbox(at: root)
        var status: Int32
        do {
            status = try await runChildren(in: cloud, sandbox, arrivals)
        } catch {
            await cloud.cloud.stopAgents()
            sandbox.remove()
            throw error
        }
        // Nothing may write there any more.
        await cloud.cloud.stopAgents()
        sandbox.remove()
        do {
            try await options.finish(cloud)
        } catch let complaint as Complaint where status != 0 {
            complaint.show()
        }
        if status != 0 { throw ExitCode(status) }
    }

    /// Runs the command on the first machine or on each.
    ///
    /// - Parameters:
    ///   - cloud: The machines' cloud.
    ///   - sandbox: The folder for their files.
    ///   - arrivals: The signals that are passed on to the commands.
    /// - Returns: The first exit status that is not 0, in the order of the machines.
    /// - Throws: ``Complaint`` if a command cannot be started.
    private func runChildren(
        in cloud: LocalCloud, _ sandbox: Sandbox, _ arrivals: AsyncStream<CaughtSignals.Arrival>
    ) async throws -> Int32 {
        guard let first = cloud.machines.first else {
            throw Complaint(ServerError.noMachine, exitCode: 65)
        }
        let readyFile = sandbox.path + "/ready.json"
        try options.write(cloud.ready, to: readyFile)
        var children: [ChildProcess] = []
        for machine in each ? cloud.machines : [first] {
            let root = try sandbox.root(of: machine, alone: !each)
            await cloud.settle(machine, in: root)
            var environment = ClientEnvironment(
                from: ProcessInfo.processInfo.environment, endpoint: cloud.endpoint,
                machine: machine, root: root)
            if asAdministrator { environment.use(cloud.administrator) }
            if metadataProxy { environment.reachMetadataByProxy() }
            var variables = environment.variables
            variables["LOCALCLOUD_READY_FILE"] = readyFile
            children.append(try ChildProcess(command, environment: variables))
        }
        let started = children
        let forwarding = Task {
            for await arrival in arrivals where arrival.wasSent {
                for child in started { child.send(arrival.number) }
            }
        }
        defer { forwarding.cancel() }
        var statuses: [Int32] = []
        for child in started { statuses.append(await child.status()) }
        return statuses.first { $0 != 0 } ?? 0
    }
}
