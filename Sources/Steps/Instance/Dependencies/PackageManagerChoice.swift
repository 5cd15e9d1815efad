import ChildOutput
import Pipeline

/// Finds the package manager for a root.
struct PackageManagerChoice: Sendable {
    let root: MachineRoot
    /// The manager that the pipeline file names.
    let wanted: PackageManagerName?

    /// A working manager, and what it can work on.
    struct Chosen: Sendable {
        let name: PackageManagerName
        let manager: any PackageManager
        /// False if the root has no record of packages; the manager then looks at the machine's
        /// own, and must not install.
        let hasDatabase: Bool
    }

    /// Chooses the first manager whose program works on the machine, and whose record the root has.
    ///
    /// - Throws: a failure of class `refused` if there is no manager, not the wanted one, or none
    ///   that works.
    func choose() async throws -> Chosen {
        let candidates = wanted.map { [$0] } ?? PackageManagerName.allCases
        let runnable = candidates.filter { name in
            Self.folders.contains { folder in
                (try? MachineRoot.machine.has(folder + name.manager(in: root).program)) == true
            }
        }
        var broken: Failure?
        for hasDatabase in [true, false] {
            let place = hasDatabase ? root : .machine
            for name in runnable {
                let manager = name.manager(in: place)
                guard try place.has(try await manager.database()) else { continue }
                guard let problem = try await problem(of: manager, name) else {
                    return Chosen(name: name, manager: manager, hasDatabase: hasDatabase)
                }
                broken = broken ?? problem
            }
        }
        throw broken ?? Failure.noManager(wanted: wanted)
    }

    /// Why a manager that is there does not work, for example if its interpreter is missing; nil if
    /// it does.
    private func problem(
        of manager: any PackageManager, _ name: PackageManagerName
    ) async throws -> Failure? {
        do {
            let (ending, tail) = try await manager.probe.run()
            return ending == .exited(0) ? nil : .managerBroken(name, ending.words, tail.lines)
        } catch let error as MachineError {
            if case .programCutOff = error { throw error }
            return .managerBroken(name, Failure(error).message, [])
        }
    }

    private static let folders = ["/usr/bin/", "/usr/sbin/", "/sbin/", "/bin/", "/usr/local/bin/"]
}
