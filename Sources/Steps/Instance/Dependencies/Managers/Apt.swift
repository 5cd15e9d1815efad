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

    func missing(of names: [String]) async throws -> [String] {
        let query = command(
            "dpkg-query",
            [
                "--admindir=" + (try root.locate("/var/lib/dpkg")).string, "--show",
                "--showformat=${db:Status-Status} ${Package}\\n", "--",
            ] + names)
        var installed: Set<String> = []
        // Its exit status is 1 as soon as it does not know one of the names.
        _ = try await query.run { line in
            let words = line.words()
            if words.count == 2, words[0] == "installed" { installed.insert(words[1]) }
        }
        return names.filter { !installed.contains($0) }
    }

    func install(_ names: [String]) throws -> ChildProcess {
        try apt(["--no-install-recommends", "install", "--"] + names)
    }

    /// Package lists that are missing or old make packages unknown, and their addresses dead.
    func cure(for problem: PackageProblem) throws -> ChildProcess? {
        switch problem {
        case .unknown, .unreachable:
            // Without this mode (apt 2.1 and later) the exit status hides a list that did not come.
            return try apt(["-o", "APT::Update::Error-Mode=any", "update"])
        case .interrupted:
            return command(
                "dpkg", dpkgOptions + ["--configure", "--pending"], Self.environment)
        default: return nil
        }
    }

    func problem(in line: String) -> PackageProblem? {
        if let problem = Self.phrases.problem(in: line) { return problem }
        let beginnings = [
            "Unable to locate package ", "Package '", "Couldn't find any package by glob '",
            "Couldn't find any package by regex '",
        ]
        guard let said = line.rest(after: "E: "),
            let rest = beginnings.lazy.compactMap({ said.rest(after: $0) }).first,
            let name = rest.parts(at: "'")[0].words().first
        else { return nil }
        return .unknown(name)
    }

    private static let phrases = ProblemPhrases([
        .notPermitted: ["are you root?", "Permission denied)", "requires superuser privilege"],
        .diskFull: ["No space left on device", "You don't have enough free space"],
        .locked: ["Could not get lock", "Unable to lock", "locked by another process"],
        .interrupted: ["dpkg was interrupted"],
        .unreachable: [
            "Failed to fetch", "Unable to fetch some archives", "Could not resolve",
            "Temporary failure resolving", "Could not connect", "Connection timed out",
            "Some index files failed to download", "Hash Sum mismatch", "is not valid yet",
        ],
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

    /// The log's name is not taken to be below the root otherwise.
    private var dpkgOptions: [String] {
        root.isMachine ? [] : ["--root=\(root.path)", "--log=\(root.path)/var/log/dpkg.log"]
    }

    /// Options for a root come from a file that apt reads before any other: given as arguments they
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
