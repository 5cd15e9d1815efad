import Pipeline

/// Finds the package manager for a root.
struct PackageManagerChoice: Sendable {
    let root: MachineRoot
    /// What the pipeline file names.
    let wanted: PackageManagerName?

    /// A manager that can be run, and what it can be run on.
    struct Chosen: Sendable {
        let name: PackageManagerName
        let manager: any PackageManager
        /// False where the root has no record of packages; the manager then looks at the machine's
        /// own, and must not install.
        let hasDatabase: Bool
    }

    /// Takes the first manager whose program the machine has and whose record the root has.
    ///
    /// - Throws: a failure of class `refused` where there is none, or not the wanted one.
    func choose() async throws -> Chosen {
        let candidates = wanted.map { [$0] } ?? PackageManagerName.allCases
        let runnable = candidates.filter { name in
            Self.folders.contains { folder in
                (try? MachineRoot.machine.has(folder + name.manager(in: root).program)) == true
            }
        }
        for name in runnable {
            let manager = name.manager(in: root)
            if try root.has(try await manager.database()) {
                return Chosen(name: name, manager: manager, hasDatabase: true)
            }
        }
        for name in runnable {
            let manager = name.manager(in: .machine)
            if try MachineRoot.machine.has(try await manager.database()) {
                return Chosen(name: name, manager: manager, hasDatabase: false)
            }
        }
        throw Failure.noManager(wanted: wanted)
    }

    private static let folders = ["/usr/bin/", "/usr/sbin/", "/sbin/", "/bin/", "/usr/local/bin/"]
}
