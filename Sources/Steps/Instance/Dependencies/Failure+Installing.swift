import Pipeline
import SystemPackage

// The wording of failures of `install-dependencies`.
extension Failure {
    static func noManager(wanted: PackageManagerName?) -> Failure {
        if let wanted {
            return Failure(
                .refused, "this machine has no packages that `\(wanted.rawValue)` looks after",
                remedy: "leave the parameter `manager` out, or name the one that the machine has")
        }
        let names = PackageManagerName.allCases.map(\.rawValue).joined(separator: ", ")
        return Failure(
            .refused, "this machine has no package manager that enlist knows (\(names))",
            remedy: "install the packages in the machine's image, and remove the step")
    }

    static func noName(of package: Dependency, for manager: PackageManagerName) -> Failure {
        Failure(
            .refused, "the package \(package.value.text) has no name for `\(manager.rawValue)`",
            remedy: "add one to its mapping in the parameter `packages`")
    }

    static func noDatabase(
        _ root: MachineRoot, _ manager: PackageManagerName, missing: [String]
    ) -> Failure {
        Failure(
            .refused,
            "\(missing.list) \(missing.isOne ? "is" : "are") not installed, and nothing can be "
                + "installed below \(root.path), which has no package database of "
                + "`\(manager.rawValue)`",
            remedy:
                "install \(missing.isOne ? "it" : "them") on the machine, or make ENLIST_ROOT a "
                + "root with a package database; a rehearsal may skip the step "
                + "(--skip install-dependencies)")
    }

    static func wayOut(_ link: FilePath, to target: FilePath) -> Failure {
        Failure(
            .refused,
            "nothing can be installed: `\(link)` leads out of ENLIST_ROOT, to `\(target)`",
            remedy: "make it a folder, or a relative link that stays inside")
    }

    static func badName(_ problem: String) -> Failure {
        Failure(
            .refused, "the parameter `packages` \(problem)",
            remedy: "correct it, or use a mapping with a name for each manager")
    }

    static func managerBroken(
        _ manager: PackageManagerName, _ words: String, _ lines: [String]
    ) -> Failure {
        Failure(
            .refused, "`\(manager.rawValue)` is there and does not work: \(words)",
            remedy: "fix it in the machine's image, or name another manager in `manager`",
            details: lines)
    }

    static func notInstalled(_ names: [String], by program: String) -> Failure {
        Failure(
            .refused,
            "`\(program)` reported success, but \(names.list) "
                + "\(names.isOne ? "is" : "are") not installed",
            remedy: "check the name of the package; \(program) may have taken it for another, or "
                + "have kept another version of it")
    }

    static func provided(_ name: String, by providers: [String]) -> Failure {
        Failure(
            .refused,
            "no package is called `\(name)`; \(providers.list) "
                + "\(providers.isOne ? "provides" : "provide") it",
            remedy: "name the one that you want in the parameter `packages`")
    }

    static func installing(
        _ program: String, _ reports: [CommandReport], _ problems: [PackageProblem]
    ) -> Failure {
        let unknown = problems.compactMap { problem in
            if case .unknown(let name) = problem { name } else { nil }
        }
        let ending = reports.last?.endingWords ?? ""
        let words =
            problems.first?.words(of: program, unknown: unknown)
            ?? PackageProblem.Words(
                .refused, "`\(program)` \(ending)", "read what it printed")
        return Failure(
            words.failureClass, words.message, remedy: words.remedy,
            details: reports.flatMap(\.lines), cause: words.cause)
    }
}

extension PackageProblem {
    /// A problem for people.
    fileprivate struct Words {
        let failureClass: FailureClass
        let message: String
        let remedy: String
        let cause: Failure.Cause?

        init(
            _ failureClass: FailureClass, _ message: String, _ remedy: String,
            _ cause: Failure.Cause? = nil
        ) {
            self.failureClass = failureClass
            self.message = message
            self.remedy = remedy
            self.cause = cause
        }
    }

    fileprivate func words(of program: String, unknown: [String]) -> Words {
        switch self {
        case .notPermitted:
            Words(
                .refused, "`\(program)` may not install packages", "run enlist as root",
                .notPermitted)
        case .readOnly:
            Words(
                .refused, "`\(program)` cannot write: the file system is read-only",
                "mount it for writing, or install the packages in the machine's image")
        case .diskFull:
            Words(
                .refused, "`\(program)` has no room to install packages",
                "make room on the file system")
        case .locked:
            Words(
                .busy, "`\(program)` could not get its lock: another process is installing",
                "wait for the other installation to end, or find out why it does not")
        case .interrupted:
            Words(
                .refused, "an earlier installation was cut off and could not be finished",
                "finish it by hand with `dpkg --configure -a`")
        case .unreachable:
            Words(
                .transient, "`\(program)` could not read a package repository",
                "check the network, the proxy and the repositories' addresses", .unavailable)
        case .expired:
            Words(
                .refused, "a package repository's lists have expired",
                "check the machine's clock, or use a mirror that is kept up to date")
        case .untrusted:
            Words(
                .refused,
                unknown.isEmpty
                    ? "`\(program)` does not trust a package repository's signature"
                    : "no package repository that `\(program)` trusts has \(unknown.list)",
                "import the repository's current key, or remove the repository; its name is in the "
                    + "details")
        case .excluded:
            Words(
                .refused, "the configuration of `\(program)` excludes a package that is wanted",
                "take it out of `exclude` in the manager's or the repository's configuration")
        case .conflict:
            Words(
                .refused, "a package that is wanted conflicts with another",
                "name the other in `packages`, as curl-minimal for curl, or have a step `run` "
                    + "replace it before: "
                    + (program == "apt-get"
                        ? "apt-get --yes install NAME"
                        : "dnf --assumeyes --allowerasing install NAME"))
        case .held:
            Words(
                .refused, "a package is on hold", "release it with `apt-mark unhold NAME`")
        case .downgrade:
            Words(
                .refused, "a newer version than the one that is wanted is installed",
                "pin the installed version, or have a step `run` install the older one before")
        case .unsatisfied:
            Words(
                .refused, "what a package depends on cannot be installed",
                "read the first lines below; add the repository that has it, or remove what is in "
                    + "its way")
        case .script:
            Words(
                .refused, "a package's own script has failed",
                "repair or remove the package that the details name")
        case .unknown:
            Words(
                .refused, "no package repository has \(unknown.list)",
                "correct the parameter `packages`, or add the repository that has it")
        }
    }
}

extension [String] {
    fileprivate var list: String { map { "`\($0)`" }.joined(separator: ", ") }
    fileprivate var isOne: Bool { count == 1 }
}
