/// yum 3, of Amazon Linux 2 and CentOS 7; dnf takes the same options if it is installed under this
/// name.
struct Yum: PackageManager {
    let root: MachineRoot

    let program = "yum"

    let locks = YumFamily.locks

    func database() async throws -> String { try await RPMDatabase(root: root).folder() }

    func states(of names: [String]) async throws -> [PackageState] {
        try await RPMDatabase(root: root).states(of: names)
    }

    func install(_ names: [String]) -> ChildProcess {
        command(
            program,
            (root.isMachine ? [] : ["--installroot=\(root.path)"]) + [
                "--assumeyes", "--setopt=exit_on_lock=True", "install", "--",
            ] + names)
    }

    func problem(in line: String) -> PackageProblem? { YumFamily.problem(in: line) }
}
