package import AWS
import Bytes
import CMemory
package import ChildOutput
import Glibc
package import SystemPackage

/// A program to run, without a shell.
///
/// It gets a session and a process group of its own, so no terminal to ask questions at,
/// `/dev/null` as its input, and exactly the given environment. Its standard output and standard
/// error are read as one stream.
package struct ChildProcess: Sendable {
    /// An absolute path, or a name that is looked up in the environment's `PATH`.
    package let program: String
    /// Without the program's own name, and without secrets, as other users can read the arguments.
    package let arguments: [String]
    package let environment: [String: String]
    package let workingDirectory: FilePath?
    /// The user that it runs as; nil for that of this process.
    let user: UserAccount?
    /// How long a cancelled program may keep running after SIGTERM.
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

    /// Returns the same program, with a user's permissions and no others.
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

    /// The variables with which programs of the machine find each other, and print English without
    /// colour.
    package static func environment(_ more: [String: String] = [:]) -> [String: String] {
        [
            "PATH": "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"
                + (access(snaps, X_OK) == 0 ? ":\(snaps)" : ""),
            "HOME": "/root", "LC_ALL": "C", "TERM": "dumb",
        ].merging(more) { $1 }
    }

    /// The folder of snap programs on Ubuntu, the aws-cli and amazon-ssm-agent among them.
    private static let snaps = "/snap/bin"

    /// Returns the same program with additional variables; variables that it has already stay.
    package func adding(_ variables: [String: String]) -> ChildProcess {
        ChildProcess(
            self, environment: environment.merging(variables) { own, _ in own }, user: user)
    }

    /// How a program ended.
    package enum Ending: Sendable, Equatable {
        case exited(Int)
        case killed(signal: Int)
    }

    /// Runs the program to its end, and passes on its output line by line.
    ///
    /// A process that it leaves behind on purpose, such as a daemon, stays, and its later output is
    /// read and dropped. When the task is cancelled, or `eachLine` throws, the whole process group
    /// gets SIGTERM, and SIGKILL after the grace period; the call returns when no process of it is
    /// left. What a cancelled program prints until then is read and passed on, so it can clean up
    /// and report it. A program that has ended before the cancellation is not cut off.
    ///
    /// - Parameters:
    ///   - secrets: replaced in the program's output before anything else sees it.
    ///   - eachLine: gets each line, without its line break, as soon as it is complete.
    /// - Returns: how the program ended, and its last lines.
    /// - Throws: `MachineError.programMissing`, `.programNotRun`; `.programCutOff`, with the
    ///   program's last lines, when the task is cancelled.
    package func run(
        hiding secrets: Secrets = Secrets(), _ eachLine: (String) throws -> Void = { _ in }
    ) async throws -> (ending: Ending, tail: OutputTail) {
        try await run(hiding: secrets, begun: { _ in }, eachLine)
    }

    /// Runs the program, for callers that need the process' id as soon as there is one, and whether
    /// another process holds its output after its end.
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

    /// Runs a program whose standard output is not text; its standard error is dropped.
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
        // The child may dump core as usual: nothing in it is a secret of enlist's.
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

    /// Reads to the end; after an error of the reader, which ends the program, without passing on
    /// more.
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

    /// The program's file; a folder, or a file that cannot be executed, does not count.
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

    /// The program's file and its arguments, after those of the program that switches to another
    /// user.
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
