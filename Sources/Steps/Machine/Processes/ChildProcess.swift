package import AWS
import Bytes
import CMemory
package import ChildOutput
import Glibc
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
            "PATH": "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"
                + (access(snaps, X_OK) == 0 ? ":\(snaps)" : ""),
            "HOME": "/root", "LC_ALL": "C", "TERM": "dumb",
        ].merging(more) { $1 }
    }

    /// Where Ubuntu has programs of snaps, the aws-cli and amazon-ssm-agent among them.
    private static let snaps = "/snap/bin"

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
    /// A process that it leaves behind on purpose, as a daemon, stays, and what it prints from then on is
    /// read and dropped. When the task is cancelled, or `eachLine` throws, the whole process group gets
    /// SIGTERM, and after the grace SIGKILL; the call returns when none of it is left. What a cancelled
    /// program prints until then is read and passed on, so it can clean up and say so. A program that has
    /// ended before the cancellation is not cut off.
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

    /// The same, for who wants to know the process' id as soon as there is one, and whether somebody
    /// holds its output after its end.
    func run(
        hiding secrets: Secrets, begun: (Int) -> Void,
        leaving: (RunningProgram.Leftover) -> Void = { _ in }, _ eachLine: (String) throws -> Void
    ) async throws -> (ending: Ending, tail: OutputTail) {
        var lines = OutputLines(longestSecret: secrets.longest) { secrets.hidden(in: $0) }
        var tail = OutputTail()
        let ending: Ending
        do {
            ending = try await execute(hearsErrors: true, begun: begun, leaving: leaving) { block in
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
        try await execute(hearsErrors: false, begun: { _ in }, leaving: { _ in }, eachBlock)
    }

    private func execute(
        hearsErrors: Bool, begun: (Int) -> Void, leaving: (RunningProgram.Leftover) -> Void,
        _ eachBlock: ([UInt8]) throws -> Void
    ) async throws -> Ending {
        try Task.checkCancellation()
        let running: RunningProgram
        let words = try self.words()
        do throws(Errno) {
            running = try RunningProgram(
                words, environment: environment, in: workingDirectory, hearsErrors: hearsErrors)
        } catch {
            throw MachineError.programNotRun(program, "\(error)")
        }
        // Its own, as what it holds is none of enlist's secrets.
        cmemory_give_core_limit(running.process)
        begun(Int(running.process))
        let problem = await withTaskCancellationHandler {
            await read(running, eachBlock)
        } onCancel: { [grace] in
            running.stop(after: grace)
        }
        let (ending, wasStopped, leftover) = running.finish()
        leaving(leftover)
        if let problem { throw problem }
        if wasStopped { throw CancellationError() }
        return ending
    }

    /// Reads to the end; after an error of the reader's, which ends the program, without passing on more.
    private func read(
        _ running: RunningProgram, _ eachBlock: ([UInt8]) throws -> Void
    ) async -> (any Error)? {
        var problem: (any Error)?
        while case .printed(let bytes) = await running.next() {
            guard problem == nil else { continue }
            do {
                try eachBlock(bytes)
            } catch {
                problem = error
                running.stop(after: grace)
            }
        }
        return problem
    }

    /// The program's file; a folder, or a file that cannot be executed, is no program.
    private static func find(
        _ program: String, in environment: [String: String]
    ) throws(MachineError) -> String {
        let places =
            program.hasByte("/")
            ? [program]
            : (environment["PATH"] ?? "").parts(at: ":").filter { !$0.isEmpty }
                .map { $0 + "/" + program }
        let found = places.first { place in
            var status = stat()
            return stat(place, &status) == 0 && status.st_mode & S_IFMT == S_IFREG
                && access(place, X_OK) == 0
        }
        guard let found else { throw .programMissing(program) }
        return found
    }

    /// The program's file and its arguments, behind what gives it another user's rights.
    private func words() throws(MachineError) -> [String] {
        let program = try ChildProcess.find(program, in: environment)
        guard let user else { return [program] + arguments }
        let groups =
            user.groups.isEmpty
            ? ["--clear-groups"]
            : ["--groups", user.groups.map(String.init).joined(separator: ",")]
        return [
            try ChildProcess.find("setpriv", in: environment), "--reuid", String(user.id),
            "--regid", String(user.group),
        ] + groups + ["--", program] + arguments
    }
}
