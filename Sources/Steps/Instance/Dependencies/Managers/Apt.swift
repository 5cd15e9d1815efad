import Bytes
import SystemPackage

/// apt-get and dpkg, of Debian and Ubuntu.
struct Apt: PackageManager {
    let root: MachineRoot

    let program = "apt-get"

    func database() -> String { "/var/lib/dpkg/status" }

    let locks = [
        PackageLock.record("/var/lib/dpkg/lock-frontend"), .record("/var/lib/dpkg/lock"),
        .record("/var/lib/apt/lists/lock"), .record("/var/cache/apt/archives/lock"),
    ]

    func states(of names: [String]) async throws -> [PackageState] {
        try await DpkgDatabase(root: root).states(of: names)
    }

    /// Completes these packages and their dependencies, and no other unfinished ones.
    func finish(_ names: [String]) throws -> ChildProcess? {
        let packages = names.compactMap { name in
            PackageForm(name, for: .apt).map { form in
                form.name + (form.architecture.map { ":" + $0 } ?? "")
            }
        }
        return dpkg(["--force-configure-any", "--configure", "--"] + packages)
    }

    /// The names that apt would read as a regular expression: those with a dot or a plus that no
    /// package has.
    ///
    /// `node.js` would install 216 packages. The option `Pattern-Only` prevents that only from apt
    /// 2.0 on.
    func patterns(among names: [String]) async throws -> [String] {
        var patterns: [String] = []
        for name in names {
            guard let form = PackageForm(name, for: .apt),
                form.name.hasByte(".") || form.name.hasByte("+")
            else { continue }
            let query = try aptCache(["-o", "APT::Cache::AllNames=true", "pkgnames", form.name])
            var isKnown = false
            _ = try await query.run { if $0.trimmed().isSpelled(form.name) { isKnown = true } }
            if !isKnown { patterns.append(name) }
        }
        return patterns
    }

    func install(_ names: [String]) throws -> ChildProcess {
        try apt(
            [
                // It would make room for a package by removing those that conflict with it.
                "--no-remove", "--no-install-recommends", "-o", "APT::Cmd::Pattern-Only=true",
                "install", "--",
            ] + names)
    }

    func providers(of name: String) async throws -> [String] {
        guard let form = PackageForm(name, for: .apt), form.version == nil else { return [] }
        // It takes patterns too, and answers for each package.
        var isMeant = false
        var isBehind = false
        var providers: [String] = []
        _ = try await aptCache(["showpkg", form.name]).run { line in
            if isBehind, let provider = line.words().first, !providers.contains(provider) {
                providers.append(provider)
            }
            if let package = line.rest(after: "Package: ") {
                isMeant = package.trimmed().isSpelled(form.name)
                isBehind = false
            }
            if isMeant, line.begins(with: "Reverse Provides:") { isBehind = true }
        }
        return providers.sorted()
    }

    /// Missing or old package lists make packages and their dependencies unknown, and their
    /// addresses invalid.
    func cure(for problem: PackageProblem) throws -> ChildProcess? {
        switch problem {
        case .unknown, .unreachable, .unsatisfied, .held, .conflict:
            // Without this mode (apt 2.1 and later) the exit status hides that a list was not
            // downloaded.
            return try apt(["-o", "APT::Update::Error-Mode=any", "update"])
        case .interrupted:
            return dpkg(["--configure", "--pending"])
        default: return nil
        }
    }

    func problem(in line: String) -> PackageProblem? {
        if let problem = Self.phrases.problem(in: line) { return problem }
        let beginnings = [
            "Unable to locate package ", "Package '", "Couldn't find any package by glob '",
            "Couldn't find any package by regex '",
        ]
        // apt 3 writes it in full if its new output format is on (`APT::Output-Version`).
        guard let said = line.rest(after: "E: ") ?? line.rest(after: "Error: ") else { return nil }
        if said.begins(with: "Version '"),
            let version = said.parts(at: "'").dropFirst().first,
            let name = said.parts(at: "'").dropFirst(3).first
        {
            return .unknown("\(name)=\(version)")
        }
        guard let rest = beginnings.lazy.compactMap({ said.rest(after: $0) }).first,
            let name = rest.parts(at: "'")[0].words().first
        else { return nil }
        return .unknown(name)
    }

    private static let phrases = ProblemPhrases([
        .notPermitted: ["are you root?", "Permission denied)", "requires superuser privilege"],
        .readOnly: ["Read-only file system"],
        .diskFull: ["No space left on device", "You don't have enough free space"],
        .locked: ["Could not get lock", "Unable to lock", "locked by another process"],
        .interrupted: ["dpkg was interrupted"],
        .unreachable: [
            "Failed to fetch", "Unable to fetch some archives", "Could not resolve",
            "Temporary failure resolving", "Could not connect", "Connection timed out",
            "Some index files failed to download", "Hash Sum mismatch", "is not valid yet",
            "does not have a Release file", "no longer has a Release file",
        ],
        .expired: ["is expired (invalid since"],
        .untrusted: [
            "is not signed", "NO_PUBKEY", "EXPKEYSIG", "KEYEXPIRED", "REVKEYSIG", "BADSIG",
            "couldn't be verified", "There were unauthenticated packages", "Missing key ",
        ],
        .conflict: ["remove is disabled", "without --no-remove"],
        .held: ["Held packages were changed", "without --allow-change-held-packages"],
        .downgrade: ["without --allow-downgrades"],
        .unsatisfied: [
            "unmet dependencies", "held broken packages", "is not installable",
            "is not going to be installed", "is to be installed", "Unable to satisfy dependencies",
            "Unmet dependencies", "Depends: ", "is not selected for install",
        ],
        .script: ["error processing package", "Errors were encountered while processing"],
    ])

    private static let environment = [
        "DEBIAN_FRONTEND": "noninteractive", "DEBCONF_NONINTERACTIVE_SEEN": "true",
        // Ubuntu's hook would restart services in the middle of the boot.
        "NEEDRESTART_SUSPEND": "1",
    ]

    private func apt(_ arguments: [String]) throws -> ChildProcess {
        command(
            program,
            [
                "--quiet", "--yes", "-o", "Dpkg::Use-Pty=0",
                "-o", "Dpkg::Options::=--force-confdef", "-o", "Dpkg::Options::=--force-confold",
            ] + arguments,
            Self.environment.merging(try rootEnvironment()) { $1 })
    }

    private func dpkg(_ arguments: [String]) -> ChildProcess {
        command(
            "dpkg", ["--force-confdef", "--force-confold"] + dpkgOptions + arguments,
            Self.environment)
    }

    private func aptCache(_ arguments: [String]) throws -> ChildProcess {
        command("apt-cache", arguments, try rootEnvironment())
    }

    /// Otherwise dpkg writes its log outside the root.
    private var dpkgOptions: [String] {
        root.isMachine ? [] : ["--root=\(root.path)", "--log=\(root.path)/var/log/dpkg.log"]
    }

    /// The options for a root are in a file that apt reads before any other: as arguments they
    /// would come after the machine's own configuration, with its hooks that change the machine.
    private func rootEnvironment() throws -> [String: String] {
        if root.isMachine { return [:] }
        for folder in ["/var/cache/apt/archives/partial", "/var/lib/apt/lists", "/var/log/apt"] {
            try root.makeFolder(folder)
        }
        let path = "/var/lib/enlist/apt.conf"
        let options = """
            Dir "\(root.path)";
            Dir::State::status "\(root.path)/var/lib/dpkg/status";
            DPkg::Options { \(dpkgOptions.map { "\"\($0)\";" }.joined(separator: " ")) };
            APT::Sandbox::User "root";

            """
        try root.write(Array(options.utf8), to: path)
        return ["APT_CONFIG": try root.locate(path).string]
    }
}
