package import Application
import DebugAdapter
import Dispatch
import Glibc
import Pipeline

/// Serves editors that debug a run.
///
/// They connect over the process' own streams, or, with the token, over a port of 127.0.0.1.
package struct EditorServer: Sendable {
    private let launcher: EditorLauncher

    /// The minimum length in bytes of a token that a person chooses.
    private static let shortestToken = 16
    /// The pause after a client without a valid token: it bounds how often one can be guessed.
    private static let brake = Duration.seconds(1)

    /// Creates a server with the environment of the process.
    package init(environment: [String: String]) {
        launcher = EditorLauncher(environment: environment)
    }

    /// Serves until one run has ended, or a signal is received.
    ///
    /// - Parameter port: where to listen, 0 for any port; nil for the process' own streams.
    /// - Returns: the exit status; everything has been reported by then.
    package func serve(port: Int?) async -> ExitStatus {
        await Interruption.cancels(told: {}) {
            do {
                guard let port else { return try await serveStreams() }
                return try await listen(on: port)
            } catch let error as CommandError {
                OutputChannel.standardError.write(error.text)
                return error.status
            } catch {
                return .interrupted
            }
        }
    }

    private func serveStreams() async throws -> ExitStatus {
        guard let input = WakeableInput() else { throw CommandError.noDescriptors }
        let connection = EditorConnection(
            input: input, output: .standardOutput, launcher: launcher, token: nil)
        do throws(AdapterProblem) {
            _ = try await connection.serve()
        } catch {
            throw CommandError(
                .badData, Diagnostics([Diagnostic(error.message, remedy: error.remedy)]))
        }
        return Task.isCancelled ? .interrupted : .joined
    }

    /// Listens until a client with the token has had a run.
    private func listen(on port: Int) async throws -> ExitStatus {
        let given = launcher.environment["ENLIST_DAP_TOKEN"].flatMap { $0.isEmpty ? nil : $0 }
        let token = given ?? (RunID.make() + RunID.make() + RunID.make())
        guard token.utf8.count >= Self.shortestToken else { throw CommandError.shortToken }
        let listener = try LoopbackListener(port: port)
        OutputChannel.standardOutput.write("port \(listener.port)\n")
        if given == nil { OutputChannel.standardOutput.write("token \(token)\n") }
        while let descriptor = await accept(listener) {
            defer { close(descriptor) }
            guard let input = WakeableInput(descriptor) else { throw CommandError.noDescriptors }
            let connection = EditorConnection(
                input: input, output: OutputChannel(descriptor: descriptor), launcher: launcher,
                token: token)
            do throws(AdapterProblem) {
                if try await connection.serve() {
                    return Task.isCancelled ? .interrupted : .joined
                }
            } catch {
                OutputChannel.standardError.write(
                    "note: a client was sent away: \(error.message)\n")
            }
            try await Task.sleep(for: Self.brake)
        }
        return .interrupted
    }

    private func accept(_ listener: LoopbackListener) async -> Int32? {
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
    fileprivate static let shortToken = CommandError(
        .badUsage,
        Diagnostics([
            Diagnostic(
                "ENLIST_DAP_TOKEN is shorter than 16 bytes, and could be guessed",
                remedy:
                    "take a longer one, or leave it out: then `enlist dap` makes one and prints it"
            )
        ]))

    fileprivate static let noDescriptors = CommandError(
        .unavailable,
        Diagnostics([
            Diagnostic(
                "this process may open no more files", remedy: "raise the limit, `ulimit -n`")
        ]))
}
