/// dnf, of Amazon Linux 2023, Fedora and RHEL 8 and later.
struct DNF: PackageManager {
    let root: MachineRoot

    let program = "dnf"

    let locks = YumFamily.locks

    func database() async throws -> String { try await RPMDatabase(root: root).folder() }

    func states(of names: [String]) async throws -> [PackageState] {
        try await RPMDatabase(root: root).states(of: names)
    }

    func install(_ names: [String]) -> ChildProcess {
        command(
            program,
            (root.isMachine ? [] : ["--installroot=\(root.path)"]) + [
                "--assumeyes", "--setopt=install_weak_deps=False",
                // The policy does the waiting, which is visible there.
                "--setopt=exit_on_lock=True", "install", "--",
            ] + names)
    }

    func problem(in line: String) -> PackageProblem? { YumFamily.problem(in: line) }
}
