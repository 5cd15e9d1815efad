import Pipeline

/// Whether the packages are installed, or a package manager can install them.
struct PackagesPrecondition: Precondition {
    let step: PlannedStep

    let name = "packages"
    var needs: [FactName] { step.needs }

    func examine(knowing facts: Facts) async throws -> Diagnosis {
        let install: InstallDependencies = try step.made(facts)
        guard !install.packages.isEmpty else { return .ok("none are wanted") }
        let (choice, names, missing) = try await install.survey()
        let manager = choice.name.rawValue
        guard !missing.isEmpty else {
            return .ok("already installed (\(manager)): \(names.joined(separator: ", "))")
        }
        let list = missing.joined(separator: ", ")
        for lock in choice.manager.locks {
            guard let holder = lock.holder(in: install.root) else { continue }
            return .warning(
                "\(manager) is to install \(list), and is held up by \(holder.words)",
                remedy: "wait for its end; a run waits too, as the step's retries for `busy` say")
        }
        return .ok("\(manager) is to install \(list)")
    }
}
