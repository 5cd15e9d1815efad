package import AWS
import Bytes
import CMemory
package import ChildOutput
import Glibc
import Subprocess
package import SystemPackage

/// A program to be run, without a shell.
///
/// It gets a session and a process group of its own, so no terminal to ask questions at, `/dev/null`
/// as its input, and exactly the environment given. What it prints to standard output and standard
/// error is read as one stream.
package struct ChildProcess: Sendable {
    /// An absolute path, or a name that is looked for in the environment's `PATH`.
    package let program: String
    /// Without the program's own name, and without secrets, as other users can read them.
    package let arguments: [String]
    package let environment: [String: String]
    package let workingDirectory: FilePath?
    /// Whose rights it has; nil for those of this process.
    let user: UserAccount?
    /// How long a cancelled program may go on after SIGTERM.
    package let grace: Duration

    package init(
        _ program: String, _ arguments: [String] = [],
        environment: [String: String] = Self.environment(), in workingDirectory: FilePath? = nil,
        grace: Duration = .seconds(5)
    ) {
        self.program = program
        self.arguments = arguments
        self.environment = environment
        self.workingDirectory = workingDirectory
        self.grace = grace
        user = nil
    }

    /// The same program, with a user's rights and no others.
    ///
    /// - Throws: `MachineError.notOtherUser` if this process may not do that.
    func running(as account: UserAccount) throws(MachineError) -> ChildProcess {
        if account.isOwn { return self }
        guard geteuid() == 0 else { throw .notOtherUser(account.name) }
        return ChildProcess(self, environment: environment, user: account)
    }

    private init(_ other: ChildProcess, environment: [String: String], user: UserAccount?) {
        program = other.program
        arguments = other.arguments
        self.environment = environment
        workingDirectory = other.workingDirectory
        grace = other.grace
        self.user = user
    }

    /// What programs of the machine need to find each other, and to speak English without colour.
    package static func environment(_ more: [String: String] = [:]) -> [String: String] {
        [
            "PATH": "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin",
            "HOME": "/root", "LC_ALL": "C", "TERM": "dumb",
        ].merging(more) { $1 }
    }

    /// The same program, with these variables besides; those that it has already stay.
    package func adding(_ variables: [String: String]) -> ChildProcess {
        ChildProcess(
            self, environment: environment.merging(variables) { own, _ in own }, user: user)
    }

    /// How a program ended.
    package enum Ending: Sendable, Equatable {
        case exited(Int)
        case killed(signal: Int)
    }

    /// Runs the program to its end, and passes on what it prints, line by line.
    ///
    /// A process that it leaves behind on purpose, as a daemon, stays. When the task is cancelled,
    /// or `eachLine` throws, the whole process group gets SIGTERM, and after the grace SIGKILL;
    /// the call returns when none of it is left. What a cancelled program prints until then is read
    /// and passed on, so it can clean up and say so.
    ///
    /// - Parameters:
    ///   - secrets: replaced in what the program prints before anybody sees it.
    ///   - eachLine: gets each line, without its line break, as soon as it is complete.
    /// - Returns: how the program ended, and the last lines that it printed.
    /// - Throws: `MachineError.programMissing`, `.programNotRun`; `.programCutOff`, with the last
    ///   lines that it printed, when the task is cancelled.
    package func run(
        hiding secrets: Secrets = Secrets(), _ eachLine: (String) throws -> Void = { _ in }
    ) async throws -> (ending: Ending, tail: OutputTail) {
        try await run(hiding: secrets, begun: { _ in }, eachLine)
    }

    /// The same, for who wants to know the process' id as soon as there is one.
    func run(
        hiding secrets: Secrets, begun: (Int) -> Void, _ eachLine: (String) throws -> Void
    ) async throws -> (ending: Ending, tail: OutputTail) {
        var lines = OutputLines(longestSecret: secrets.longest) { secrets.hidden(in: $0) }
        var tail = OutputTail()
        let ending: Ending
        do {
            ending = try await execute(error: .combinedWithOutput, begun: begun) { block in
                for line in lines.take(block) {
                    tail.append(line)
                    try eachLine(line)
                }
            }
        } catch is CancellationError {
            if let line = lines.finish() { tail.append(line) }
            throw MachineError.programCutOff(program, tail)
        }
        if let line = lines.finish() {
            tail.append(line)
            try eachLine(line)
        }
        return (ending, tail)
    }

    /// The same for a program whose standard output is not text; its standard error is dropped.
    ///
    /// - Throws: as above, but `CancellationError` when the task is cancelled.
    package func runReadingBytes(_ eachBlock: ([UInt8]) throws -> Void) async throws -> Ending {
        try await execute(error: .discarded, begun: { _ in }, eachBlock)
    }

    private func execute(
        error: some ErrorOutputProtocol, begun: (Int) -> Void,
        _ eachBlock: ([UInt8]) throws -> Void
    ) async throws -> Ending {
        var options = PlatformOptions()
        options.createSession = true
        options.teardownSequence = [
            .gracefulShutDown(toProcessGroup: true, allowedDurationToNextStep: grace)
        ]
        var group: pid_t?
        do {
            let environment = Environment.custom(
                Dictionary(
                    uniqueKeysWithValues: environment.map {
                        (Environment.Key(stringLiteral: $0.key), $0.value)
                    }))
            // Found first: otherwise it forks once for each folder of the path.
            let words = try await words(in: environment)
            let result = try await Subprocess.run(
                .path(FilePath(words[0])), arguments: Arguments(Array(words.dropFirst())),
                environment: environment,
                workingDirectory: workingDirectory,
                platformOptions: options,
                input: .none, output: .sequence, error: error
            ) { execution in
                group = execution.processIdentifier.value
                // Its own, as what it holds is none of enlist's secrets.
                cmemory_give_core_limit(execution.processIdentifier.value)
                begun(Int(execution.processIdentifier.value))
                let output = UncancelledOutput(execution.standardOutput)
                while let block = try await output.next() {
                    try eachBlock(block.withUnsafeBytes { Array($0) })
                }
            }
            try Task.checkCancellation()
            switch result.terminationStatus {
            case .exited(let status): return .exited(Int(status))
            case .signaled(let signal): return .killed(signal: Int(signal))
            }
        } catch {
            if let group { await ProcessGroup(id: group).end(after: grace) }
            try Task.checkCancellation()
            switch error {
            case let error as SubprocessError where error.code == .executableNotFound:
                throw MachineError.programMissing(program)
            case let error as SubprocessError:
                throw MachineError.programNotRun(program, "\(error)")
            default: throw error
            }
        }
    }

    private static func find(
        _ program: String, in environment: Environment
    ) async throws -> FilePath {
        let executable =
            program.hasByte("/") ? Executable.path(FilePath(program)) : .name(program)
        do {
            return try await executable.resolveExecutablePath(in: environment)
        } catch let error as SubprocessError where error.code == .executableNotFound {
            throw MachineError.programMissing(program)
        }
    }

    /// The program and its arguments, behind what gives it another user's rights.
    ///
    /// Subprocess could change the user itself, but does it between fork and exec by functions of the C
    /// library that wait for the other threads of the process, which the child does not have (1.0.2).
    private func words(in environment: Environment) async throws -> [String] {
        let program = try await ChildProcess.find(program, in: environment).string
        guard let user else { return [program] + arguments }
        // Said by setpriv, it would be one of its own exit statuses.
        guard access(program, F_OK) == 0 else { throw MachineError.programMissing(program) }
        let groups =
            user.groups.isEmpty
            ? ["--clear-groups"]
            : ["--groups", user.groups.map(String.init).joined(separator: ",")]
        return [
            try await ChildProcess.find("setpriv", in: environment).string, "--reuid",
            String(user.id),
            "--regid", String(user.group),
        ] + groups + ["--", program] + arguments
    }
}
