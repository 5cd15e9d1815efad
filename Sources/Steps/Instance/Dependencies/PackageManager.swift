/// What differs between package managers.
///
/// A manager is a program of the machine; the packages that it looks after are those of its root.
protocol PackageManager: Sendable {
    /// The program that installs: `apt-get`.
    var program: String { get }

    /// Where the root's installed packages are recorded, a path in the root.
    func database() async throws -> String

    /// Those of the packages that the root does not have, by its own record; changes nothing.
    func missing(of names: [String]) async throws -> [String]

    /// The command that installs packages and what they depend on, without asking.
    func install(_ names: [String]) throws -> ChildProcess

    /// A command that may remove the cause of a problem, so that installing is worth another try.
    func cure(for problem: PackageProblem) throws -> ChildProcess?

    /// What a line that a command has printed says about why it will fail.
    func problem(in line: String) -> PackageProblem?

    /// What it takes while it works, so that nobody else does.
    var locks: [PackageLock] { get }

    /// Whether a command that ended so has done its work.
    func hasSucceeded(_ ending: ChildProcess.Ending) -> Bool
}

extension PackageManager {
    var locks: [PackageLock] { [] }
    func cure(for problem: PackageProblem) throws -> ChildProcess? { nil }
    func hasSucceeded(_ ending: ChildProcess.Ending) -> Bool { ending == .exited(0) }

    /// A command of the manager, which speaks English and asks nothing.
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
