import AWS
import Bytes
import Glibc
import Pipeline
import SystemPackage

/// Runs a program or a script, once for each attempt.
struct RunCommand: Checkable {
    let command: Command
    let environment: [String: String]
    let folder: String
    let user: String?
    let statuses: ExitStatuses
    let creates: [MachinePath]
    let gives: DeclaredFacts
    let belowRoot: BelowRoot
    let host: Host

    var root: MachineRoot { host.root }

    func check(in context: StepContext) async throws -> Facts? {
        // A command that still runs may have created what the check looks for without having
        // finished.
        try CommandMark.check(root)
        guard !creates.isEmpty else { return nil }
        for path in creates where try !root.has(path.text) { return nil }
        return Facts()
    }

    func run(in context: StepContext) async throws -> Facts {
        let account = try user.map(UserAccount.init)
        guard !gives.names.isEmpty else {
            try await execute(command, account, context)
            return Facts()
        }
        try root.removeAbandonedFolders(in: MachineRoot.privateFolders)
        return try await root.withPrivateFolder(in: MachineRoot.privateFolders) { place in
            let handed = try handOver(in: place, to: account)
            try await execute(
                command, account, context, ["ENLIST_GIVES": handed.appending(Self.givesName).string]
            )
            return try facts(in: handed)
        }
    }

    private static let givesName = "gives"

    /// Creates the folder that holds the empty file for the facts, owned by the user that the
    /// command runs for; the folder around it still belongs to this process, so what is handed over
    /// stays in place.
    private func handOver(in place: FilePath, to account: UserAccount?) throws -> FilePath {
        do {
            let outer = try OpenFolder(place)
            let handed = try outer.makeFolder("run", mode: 0o700)
            let file = try handed.makeFile(Self.givesName)
            defer { try? file.close() }
            if let account, !account.isOwn {
                // The file first: an owner of the folder could put another file in its place.
                for descriptor in [file.rawValue, handed.descriptor] {
                    guard fchown(descriptor, account.id, account.group) == 0 else {
                        throw MachineError.notOtherUser(account.name)
                    }
                }
                guard fchmod(outer.descriptor, 0o711) == 0 else { throw Errno(rawValue: errno) }
            }
            return place.appending("run")
        } catch {
            throw MachineError(error, while: "make a folder for the facts in", place.string)
        }
    }

    /// Runs a command, as this step's action or as its revert, and interprets its exit status.
    func execute(
        _ command: Command, _ account: UserAccount?, _ context: StepContext,
        _ more: [String: String] = [:]
    ) async throws {
        guard root.isMachine || belowRoot == .run else { throw Failure.outsideRoot(root) }
        var words = command.words
        // A program that an earlier step has put there; otherwise the machine's own.
        if words[0].begins(with: "/"), !root.isMachine, try root.has(words[0]) {
            words[0] = try root.locate(words[0]).string
        }
        let facts = FactVariables(context.facts)
        if !facts.ambiguous.isEmpty {
            context.warn(
                "these facts would share a variable's name, and are passed as none: "
                    + facts.ambiguous.map(\.text).joined(separator: ", "))
        }
        try checkSizes(facts.tooLarge, context)
        var child = ChildProcess(
            words[0], Array(words.dropFirst()),
            environment: ChildProcess.environment(
                passing: host.environment, traceparent: host.traceparent()
            )
            .merging(account?.variables ?? [:]) { $1 }
            .merging(facts.variables) { $1 }.merging(environment) { $1 }.merging(more) { $1 },
            in: try root.currentPath(of: folder))
        if let account { child = try child.running(as: account) }

        var budget = OutputBudget(context, source: command.name)
        let mark = CommandMark(in: root)
        defer { mark?.remove() }
        let (ending, tail) = try await child.run(
            hiding: host.secrets.now, begun: { mark?.tell($0) },
            leaving: { $0.words.map(context.note) }
        ) {
            budget.take($0)
        }
        var meaning: ExitStatuses.Meaning?
        if case .exited(let status) = ending { meaning = statuses.meaning(of: status) }
        switch meaning {
        case .done: return
        case .reboot: throw RebootRequest("`\(command.name)` \(ending.words)")
        case .busy, .transient, nil: throw Failure.command(command.name, ending, meaning, tail)
        }
    }

    /// Makes sure that nothing the command uses is too large to be passed, or missing.
    ///
    /// - Parameters:
    ///   - tooLarge: the facts that the command does not get.
    ///   - context: of the attempt; gets a note for each such fact that the command does not use.
    /// - Throws: a failure of class `refused`.
    private func checkSizes(_ tooLarge: [FactName], _ context: StepContext) throws(Failure) {
        let words = command.words
        for fact in tooLarge {
            let variable = FactVariables.variable(of: fact)
            let size = ByteCount(bytes: context.facts[fact]?.text.utf8.count ?? 0)
            if words.contains(where: { $0.names(variable: variable) }) {
                throw .factTooLarge(fact, size, variable: variable)
            }
            context.note(
                "the fact `\(fact)` (\(size.readable)) is too large for an environment, and is not in "
                    + "this program's")
        }
        if let place = words.firstIndex(where: { $0.utf8.count >= ProgramArgument.mostBytes }) {
            throw .argumentTooLarge(command.nameOfWord(at: place))
        }
        let large = environment.keys.sorted().first { name in
            name.utf8.count + (environment[name]?.utf8.count ?? 0) + 1 >= ProgramArgument.mostBytes
        }
        if let large { throw .argumentTooLarge("the variable `\(large)` of `env`") }
    }

    /// Reads what the command wrote, which could have put anything in the file's place.
    private func facts(in place: FilePath) throws -> Facts {
        let content: [UInt8]?
        do {
            content = try MachineRoot(place.string)
                .read("/" + Self.givesName, limit: FactLines.mostBytes)
        } catch {
            switch error {
            case .notAFile: throw Failure.givesUnreadable("it is not a regular file any more")
            case .tooLarge: throw Failure.givesUnreadable("it is too large")
            default: throw error
            }
        }
        return try FactLines(content ?? [], declared: gives).facts
    }
}

/// A command that another command reverts.
struct RevertibleCommand: Checkable, Revertible {
    let done: RunCommand
    let undoing: [String]

    func check(in context: StepContext) async throws -> Facts? { try await done.check(in: context) }

    func run(in context: StepContext) async throws -> Facts { try await done.run(in: context) }

    func revert(in context: StepContext) async throws {
        try CommandMark.check(done.host.root)
        let account = try done.user.map(UserAccount.init)
        try await done.execute(.program(undoing), account, context)
    }
}

extension MachineRoot {
    /// The location of a sandbox folder on the machine, without links.
    fileprivate func currentPath(of folder: String) throws(MachineError) -> FilePath {
        do {
            return try openFolder(folder).currentPath()
        } catch {
            throw MachineError(error, while: "go to", folder)
        }
    }
}
