import Application
import ArgumentParser
import Bytes
import CLibM
import CMemory
import CSpawn
import Glibc
import Pipeline
import PipelineFile
import Terminal

/// The program, and the front page of its module.
///
/// `Commands/` has a type for each command: its options, how they are checked, one call of the
/// application, and what is printed. `MistypedRun` is user-data whose options nobody understands.
@main
struct EnlistCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "enlist",
        abstract: "Make this EC2 instance a member of its stack and layer.",
        discussion: """
            A pipeline of steps, each with its own retries and limits, replaces a user-data script.

              enlist plan --product shop --environment prod --platform web --major 3
              enlist run --product shop --environment prod --platform web --major 3

            \(Version.notices)\
            Exit status: 0 joined; 1 a step failed; 3 a deadline passed; 4 interrupted, run it \
            again; 5 a plugin or library was refused or crashed; 64 bad usage; 65 bad pipeline file or input; 69 something outside is \
            unavailable; 77 not permitted.
            """,
        version: Version.text,
        subcommands: [VersionCommand.self, PluginHostCommand.self],
        groupedSubcommands: [
            CommandGroup(
                name: "Join and leave",
                subcommands: [
                    RunCommand.self, ResumeCommand.self, LeaveCommand.self, WatchCommand.self,
                    ReapCommand.self,
                ]),
            CommandGroup(
                name: "Find out what happened",
                subcommands: [
                    StatusCommand.self, LogCommand.self, ReportCommand.self, AnalyzeCommand.self,
                    BundleCommand.self, DoctorCommand.self, FleetCommand.self,
                ]),
            CommandGroup(
                name: "Write a pipeline",
                subcommands: [
                    ValidateCommand.self, PlanCommand.self, GraphCommand.self, StepsCommand.self,
                    SchemaCommand.self, PluginsCommand.self,
                ]),
            CommandGroup(
                name: "Debug it",
                subcommands: [DebugCommand.self, DapCommand.self, StepCommand.self]),
            CommandGroup(
                name: "Prepare AWS",
                subcommands: [
                    UserDataCommand.self, IAMPolicyCommand.self, ImportStackCommand.self,
                ]),
        ])

    static func main() async {
        if getpid() == 1 {
            // The first process of a container gets every orphan, and nobody else waits for them.
            let status = cspawn_be_init(CommandLine.unsafeArgv)
            if status >= 0 { _exit(status) }
        }
        cmemory_keep_to_itself()
        OutputChannel.secureStandardStreams()
        let words = CommandLineWords.all
        let lack = lackOfThisProcess()
        var command: any ParsableCommand
        do {
            try CommandPath.check(words, below: Self.self)
            command = try parseAsRoot(words)
        } catch {
            show(error)
            if exitCode(for: error) == .validationFailure, lack == nil {
                await MistypedRun(words, problem: message(for: error))?.conclude()
            }
            exit(withError: exitCode(for: error))
        }
        if let lack { end(lack) }
        do {
            if var command = command as? any AsyncParsableCommand {
                try await command.run()
            } else {
                try command.run()
            }
            if let loss = productLoss(of: command) { end(loss) }
        } catch let error as CommandError {
            end(error)
        } catch let failure as Failure {
            end(CommandError(failure))
        } catch let error as any FailureConvertible {
            end(CommandError(error.failure))
        } catch {
            show(error)
            if let loss = productLoss(of: command) {
                OutputChannel.standardError.write(loss.text)
            }
            exit(withError: exitCode(for: error))
        }
    }

    /// What of a command's product could not be written; nil if all of it is.
    private static func productLoss(of command: any ParsableCommand) -> CommandError? {
        command is any ActingCommand ? nil : OutputChannel.standardOutput.productLoss
    }

    /// What this process cannot work without; nil if nothing is missing.
    private static func lackOfThisProcess() -> CommandError? {
        // Swift's own threads end the process where they cannot read of themselves.
        if access("/proc/self/stat", R_OK) != 0 { return .noProc }
        let files = Int(cmemory_raise_open_files())
        return files < fewestFiles ? .tooFewFiles(files, fewest: fewestFiles) : nil
    }

    /// With fewer open files a run could break off in its midst: connections, child processes, the journal.
    private static let fewestFiles = 64

    /// Says what kept the command from doing its work, and ends the program.
    private static func end(_ error: CommandError) -> Never {
        OutputChannel.standardError.write(error.text)
        exit(withError: error.status.code)
    }

    /// Without a command nothing is done, and nothing done must not look like an instance that joined.
    mutating func run() throws {
        throw ValidationError(
            "no command was given; `enlist run` makes this instance a member, `enlist --help` lists "
                + "the others")
    }

    /// Says what the error says; ends the program if it is not an error, as with help.
    ///
    /// The parser repeats words of the command line as
    /// they are, so its complaints are made harmless; help is its own text, and left alone.
    private static func show(_ error: any Error) {
        let status = exitCode(for: error)
        guard status != .success else {
            // Help, which is a product too.
            OutputChannel.standardOutput.write(fullMessage(for: error) + "\n")
            if let loss = OutputChannel.standardOutput.productLoss { end(loss) }
            exit(withError: ExitCode.success)
        }
        let lines = fullMessage(for: error).lines()
        if lines != [""] {
            OutputChannel.standardError.write(
                lines.map { PrintableText($0).abridged + "\n" }.joined())
        }
    }
}

extension CommandError {
    fileprivate static let noProc = CommandError(
        .unavailable,
        Diagnostics([
            Diagnostic(
                "/proc is not mounted, so nothing can be known of this process and its children",
                remedy: "mount it first: mount -t proc proc /proc")
        ]))

    fileprivate static func tooFewFiles(_ count: Int, fewest: Int) -> CommandError {
        CommandError(
            .unavailable,
            Diagnostics([
                Diagnostic(
                    "this process may have \(count) files open, and needs \(fewest)",
                    remedy: "raise the limit: `ulimit -n 1024`, or LimitNOFILE= of a unit")
            ]))
    }
}
