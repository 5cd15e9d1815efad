import Bytes
import Pipeline

/// Installs missing packages with the machine's package manager.
struct InstallDependencies: DependencyInstalling {
    static let packages = Parameter<[Dependency]>(
        "packages",
        "the packages; one whose name differs between managers may be a mapping, "
            + "{apt: nfs-common, dnf: nfs-utils}",
        default: [Dependency("libyaml")],
        check: { $0.lazy.compactMap { $0.problem() }.first })

    static let manager = Parameter<PackageManagerName?>(
        "manager",
        "the package manager; by default the first of "
            + PackageManagerName.allCases.map(\.rawValue).joined(separator: ", ")
            + " that the machine has")

    let packages: [Dependency]
    let manager: PackageManagerName?
    let root: MachineRoot
    let proxies: [String: String]

    func installDependencies(in context: StepContext) async throws {
        if packages.isEmpty { return }
        let (choice, names, missing) = try await survey()
        if missing.isEmpty {
            context.note("installed already: \(names.joined(separator: ", "))")
            return
        }
        try await PackageInstallation(
            manager: choice.manager, root: root, proxies: proxies, context: context
        ).install(missing)
        context.note("installed \(missing.joined(separator: ", ")) with \(choice.name.rawValue)")
    }

    /// Finds the manager, its names for the packages, and those that are to be installed, and
    /// checks as far as possible that they can be; changes nothing.
    ///
    /// - Throws: a failure with what keeps them from being installed.
    func survey() async throws -> (
        choice: PackageManagerChoice.Chosen, names: [String], missing: [String]
    ) {
        let choice = try await PackageManagerChoice(root: root, wanted: manager).choose()
        let names = try names(for: choice.name)
        let missing = try await choice.manager.missing(of: names)
        if !missing.isEmpty {
            guard choice.hasDatabase else {
                throw Failure.noDatabase(root, choice.name, missing: missing)
            }
            try root.refuseWaysOut()
        }
        return (choice, names, missing)
    }

    /// The manager's names for the packages, in their order, each once.
    private func names(for manager: PackageManagerName) throws(Failure) -> [String] {
        var names: [String] = []
        for package in packages {
            guard let name = package.name(for: manager) else {
                throw .noName(of: package, for: manager)
            }
            if let problem = Dependency([manager: name]).problem() { throw .badName(problem) }
            if !names.contains(name) { names.append(name) }
        }
        return names
    }
}

extension InstallDependencies {
    /// The kind `install-dependencies`.
    static func kind(root: MachineRoot, environment: [String: String]) -> StepKind {
        StepKind(
            "install-dependencies", role: .dependencyInstalling,
            summary:
                "Installs the packages that later steps need, with the machine's package manager",
            parameters: [packages.description, manager.description],
            failures: [.busy, .transient, .refused],
            policy: Policy(
                retries: [
                    // Updates that run at boot hold the lock for minutes.
                    Retry(
                        on: [.busy], attempts: 60, delay: .seconds(2), factor: 1.5,
                        maxDelay: .seconds(10), jitter: .equal),
                    Retry(on: [.transient], attempts: 8, delay: .seconds(2)),
                    Retry(on: [.timeout], attempts: 2, delay: .seconds(1)),
                ],
                timeout: .seconds(300)),
            problem: formsUnknown
        ) { arguments throws(Failure) in
            InstallDependencies(
                packages: try arguments.value(packages),
                manager: try arguments.value(manager), root: root,
                proxies: environment.filter { ProxyVariables.names.contains($0.key) })
        }
        .requiring { [PackagesPrecondition(step: $0)] }
    }
}

extension InstallDependencies {
    /// The problem with names that the pipeline file's package manager does not accept.
    fileprivate static func formsUnknown(
        _ parameters: [String: Value]
    ) -> ParameterRule.Problem? {
        guard let named = parameters[manager.name].flatMap(PackageManagerName.init),
            case .list(let values)? = parameters[packages.name]
        else { return nil }
        let problems = values.lazy.filter { value in
            guard case .string(let text) = value else { return true }
            // Names that are not known yet are checked when the step runs.
            return !text.contains(bytes: "${")
        }.compactMap { Dependency($0)?.problem(for: named) }
        return problems.first.map {
            ParameterRule.Problem($0, "write it as `\(named.rawValue)` does", at: packages.name)
        }
    }
}

extension InstallDependencies: Foreseeing {
    func foresee(knowing facts: Facts) async throws -> Foresight {
        guard !packages.isEmpty else { return .nothing("no packages are wanted") }
        let (choice, names, missing) = try await survey()
        guard !missing.isEmpty else {
            return .nothing("installed already: \(names.joined(separator: ", "))")
        }
        return .change("install \(missing.joined(separator: ", ")) with \(choice.name.rawValue)")
    }
}
