import Bytes
import Subprocess
import SystemPackage

/// A program that prints credentials as JSON: a profile's `credential_process`.
///
/// It runs without a shell, with enlist's environment. Its output is never part of an error: it may
/// be half of a secret.
struct CredentialProcess {
    /// Its timeout.
    private static let limit = Duration.seconds(60)
    /// The limit of its output, in bytes.
    private static let outputLimit = 64 * 1024

    private let command: String
    private let profile: String
    private let environment: [String: String]

    init(_ command: String, profile: String, _ environment: [String: String]) {
        self.command = command
        self.profile = profile
        self.environment = environment
    }

    /// Runs it to its end; cancelling the task ends it too.
    ///
    /// - Throws: `ConfigurationProblem.processFailed`.
    func run() async throws(ConfigurationProblem) -> Credentials {
        guard let words = CommandWords.split(command), let program = words.first else {
            throw failed("is empty, or leaves a quote open")
        }
        let (status, output) = try await output(program, Array(words.dropFirst()))
        switch status {
        case .exited(0): break
        case .exited(let code): throw failed("exited with status \(code)")
        case .signaled(let signal): throw failed("was ended by signal \(signal)")
        }
        do throws(MalformedReply) {
            return try Credentials(process: ReplyFields(parsing: Array(output.utf8)))
        } catch {
            throw failed("printed something unusable: \(error.path) \(error.problem)")
        }
    }

    private func output(
        _ program: String, _ arguments: [String]
    ) async throws(ConfigurationProblem) -> (TerminationStatus, String) {
        let variables = Dictionary(
            uniqueKeysWithValues: environment.map {
                (Environment.Key(stringLiteral: $0.key), $0.value)
            })
        do {
            return try await withThrowingTaskGroup(of: (TerminationStatus, String)?.self) { group in
                group.addTask {
                    let result = try await Subprocess.run(
                        program.hasByte("/") ? .path(FilePath(program)) : .name(program),
                        arguments: Arguments(arguments), environment: .custom(variables),
                        output: .string(limit: CredentialProcess.outputLimit))
                    return (result.terminationStatus, result.standardOutput)
                }
                group.addTask {
                    try await Task.sleep(for: CredentialProcess.limit)
                    return nil
                }
                defer { group.cancelAll() }
                guard let first = try await group.next(), let ended = first else {
                    throw failed("did not end within a minute")
                }
                return ended
            }
        } catch let error as ConfigurationProblem {
            throw error
        } catch {
            throw failed("could not be run, or printed too much: \(program)")
        }
    }

    private func failed(_ what: String) -> ConfigurationProblem {
        .processFailed(profile: profile, what)
    }
}
