/// A package manager that enlist drives, with everything in which managers differ.
///
/// A manager is a program of the machine; the packages that it manages are those of its root.
protocol PackageManager: Sendable {
    /// The program that installs: `apt-get`.
    var program: String { get }

    /// A command that succeeds if the program works at all, and leaves nothing behind.
    var probe: ChildProcess { get }

    /// Where the root's installed packages are recorded, a path in the root.
    func database() async throws -> String

    /// The state of each of the packages in the root, by its own record, in their order; changes
    /// nothing.
    ///
    /// A package that provides another counts as that one.
    func states(of names: [String]) async throws -> [PackageState]

    /// The command that completes unfinished packages; nil if the manager has none.
    func finish(_ names: [String]) throws -> ChildProcess?

    /// Those of the packages that the manager would read as a pattern, as it has no package of that
    /// name.
    func patterns(among names: [String]) async throws -> [String]

    /// The command that installs packages and what they depend on, without asking.
    func install(_ names: [String]) throws -> ChildProcess

    /// The packages that a repository offers instead of one that it does not have by this name.
    func providers(of name: String) async throws -> [String]

    /// A command that may remove the cause of a problem, so that another attempt makes sense.
    func cure(for problem: PackageProblem) throws -> ChildProcess?

    /// The problem that a line of a command's output reports.
    func problem(in line: String) -> PackageProblem?

    /// The locks that it holds while it works.
    var locks: [PackageLock] { get }

    /// Whether a command that ended this way has succeeded.
    func hasSucceeded(_ ending: ChildProcess.Ending) -> Bool
}

extension PackageManager {
    var probe: ChildProcess { command(program, ["--version"]) }
    var locks: [PackageLock] { [] }
    func finish(_ names: [String]) throws -> ChildProcess? { nil }
    func patterns(among names: [String]) async throws -> [String] { [] }
    func providers(of name: String) async throws -> [String] { [] }
    func cure(for problem: PackageProblem) throws -> ChildProcess? { nil }
    func hasSucceeded(_ ending: ChildProcess.Ending) -> Bool { ending == .exited(0) }

    /// Those of the packages that the root does not have completely installed.
    func missing(of names: [String]) async throws -> [String] {
        zip(names, try await states(of: names)).filter { $1 != .installed }.map(\.0)
    }

    /// A command of the manager, in English and without questions.
    func command(
        _ program: String, _ arguments: [String], _ environment: [String: String] = [:]
    ) -> ChildProcess {
        ChildProcess(
            program, arguments,
            environment: ChildProcess.environment(environment),
            // rpm finishes the package that it is at, and zypper ends only between two downloads.
            grace: .seconds(10))
    }
}
