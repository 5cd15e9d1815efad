import ArgumentParser
import DebugAdapter
import Dispatch
import Glibc
import Pipeline

/// `enlist dap`.
struct DapCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "dap",
        abstract: "Let an editor debug a run, by the Debug Adapter Protocol.",
        discussion: """
            Editors start it by themselves and speak to it over its standard input and output; \
            docs/debugging.md says how to set them up. What is run, and with which facts, is said \
            by the editor's launch configuration.

            With --port it listens on 127.0.0.1 in place of that, and prints the port and a token, \
            which the launch configuration must give as `token`: everybody on this machine can \
            reach the port, and who launches a run acts as this user. ENLIST_DAP_TOKEN can set the \
            token. It serves one session.

            Exit status: 0 whatever the run came to; 4 interrupted; 65 where what came in was not \
            the protocol.

            Example:

              enlist dap --port 0
            """)

    @Option(help: ArgumentHelp("Listen on this port of 127.0.0.1; 0 for any.", valueName: "port"))
    var port: Int?

    func validate() throws {
        guard port.map((0...65535).contains) ?? true else {
            throw ValidationError("`--port` takes a number from 0 to 65535")
        }
    }

    func run() async throws {
        let environment = ProcessEnvironment.current
        let launcher = EditorLauncher(environment: environment)
        let port = port
        let status = await Interruption.cancels(told: {}) { () async -> ExitStatus in
            do {
                guard let port else { return try await DapCommand.serveStreams(launcher) }
                return try await DapCommand.serve(port, launcher)
            } catch let error as CommandError {
                OutputChannel.standardError.write(error.text)
                return error.status
            } catch {
                return .interrupted
            }
        }
        if status != .joined { throw status.code }
    }

    private static func serveStreams(_ launcher: EditorLauncher) async throws -> ExitStatus {
        guard let input = WakeableInput() else { throw CommandError.noDescriptors }
        let connection = EditorConnection(
            input: input, output: .standardOutput, launcher: launcher, token: nil)
        switch await connection.serve() {
        case .done, .nothingLaunched: return Task.isCancelled ? .interrupted : .joined
        case .notUnderstood(let problem):
            throw CommandError(
                .badData, Diagnostics([Diagnostic(problem.message, remedy: problem.remedy)]))
        }
    }

    /// Listens until somebody with the token has had a run.
    private static func serve(_ port: Int, _ launcher: EditorLauncher) async throws -> ExitStatus {
        let given = launcher.environment["ENLIST_DAP_TOKEN"].flatMap { $0.isEmpty ? nil : $0 }
        let token = given ?? (RunID.make() + RunID.make() + RunID.make())
        let listener = try LoopbackListener(port: port)
        OutputChannel.standardOutput.write("port \(listener.port)\n")
        if given == nil { OutputChannel.standardOutput.write("token \(token)\n") }
        while let descriptor = await accept(listener) {
            defer { close(descriptor) }
            guard let input = WakeableInput(descriptor) else { throw CommandError.noDescriptors }
            let connection = EditorConnection(
                input: input, output: OutputChannel(descriptor: descriptor), launcher: launcher,
                token: token)
            switch await connection.serve() {
            case .done: return Task.isCancelled ? .interrupted : .joined
            case .nothingLaunched: continue
            case .notUnderstood(let problem):
                OutputChannel.standardError.write(
                    "note: a client was sent away: \(problem.message)\n")
            }
        }
        return .interrupted
    }

    private static func accept(_ listener: LoopbackListener) async -> Int32? {
        await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                DispatchQueue.global().async { continuation.resume(returning: listener.accept()) }
            }
        } onCancel: {
            listener.wake()
        }
    }
}

extension CommandError {
    fileprivate static let noDescriptors = CommandError(
        .unavailable,
        Diagnostics([
            Diagnostic(
                "this process may open no more files", remedy: "raise the limit, `ulimit -n`")
        ]))
}
