import ChildOutput
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

    static func notInstalled(_ names: [String], by program: String) -> Failure {
        Failure(
            .refused,
            "`\(program)` reported success, but \(names.list) "
                + "\(names.isOne ? "is" : "are") not installed",
            remedy: "check the name of the package; \(program) may have taken it for another")
    }

    static func installing(
        _ program: String, _ ending: ChildProcess.Ending, _ problems: [PackageProblem],
        _ tail: OutputTail
    ) -> Failure {
        let unknown = problems.compactMap { problem in
            if case .unknown(let name) = problem { name } else { nil }
        }
        let (failureClass, message, remedy, cause): (FailureClass, String, String, Cause?) =
            switch problems.first {
            case .notPermitted:
                (
                    .refused, "`\(program)` may not install packages", "run enlist as root",
                    .notPermitted
                )
            case .diskFull:
                (
                    .refused, "`\(program)` has no room to install packages",
                    "make room on the file system", nil
                )
            case .locked:
                (
                    .busy, "`\(program)` could not get its lock: somebody else is installing",
                    "wait for the other installation to end, or find out why it does not", nil
                )
            case .interrupted:
                (
                    .refused, "an earlier installation was cut off and could not be finished",
                    "finish it by hand with `dpkg --configure -a`", nil
                )
            case .unreachable:
                (
                    .transient, "`\(program)` could not read a package repository",
                    "check the network, the proxy and the repositories' addresses", .unavailable
                )
            case .unknown:
                (
                    .refused, "no package repository has \(unknown.list)",
                    "correct the parameter `packages`, or add the repository that has it", nil
                )
            case nil:
                (.refused, "`\(program)` \(ending.words)", "read what it printed", nil)
            }
        return Failure(
            failureClass, message, remedy: remedy, details: tail.lines, cause: cause)
    }
}

extension [String] {
    fileprivate var list: String { map { "`\($0)`" }.joined(separator: ", ") }
    fileprivate var isOne: Bool { count == 1 }
}
