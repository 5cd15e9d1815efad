import Bytes
import SystemPackage

/// zypper, of SUSE Linux Enterprise and openSUSE.
struct Zypper: PackageManager {
    let root: MachineRoot

    let program = "zypper"

    let locks = [PackageLock.process("/run/zypp.pid")]

    /// Otherwise it logs each call.
    var probe: ChildProcess {
        command(program, ["--version"], ["ZYPP_LOGFILE": "/dev/null"])
    }

    func database() async throws -> String { try await RPMDatabase(root: root).folder() }

    func states(of names: [String]) async throws -> [PackageState] {
        try await RPMDatabase(root: root).states(of: names)
    }

    func install(_ names: [String]) -> ChildProcess {
        zypper(["install", "--no-recommends", "--"] + names)
    }

    /// Repositories without automatic refresh may have got the package since.
    func cure(for problem: PackageProblem) -> ChildProcess? {
        guard case .unknown = problem else { return nil }
        return zypper(["refresh"])
    }

    func problem(in line: String) -> PackageProblem? {
        if let problem = Self.phrases.problem(in: line) { return problem }
        guard let rest = line.rest(after: "No provider of '") ?? line.rest(after: "Package '"),
            let (name, end) = rest.halves(around: "'"), !name.isEmpty,
            end.begins(with: " not found") || end.begins(with: " found")
        else { return nil }
        return .unknown(name)
    }

    /// 102 and 103 ask for a restart after a success (zypper(8), exit codes).
    func hasSucceeded(_ ending: ChildProcess.Ending) -> Bool {
        [.exited(0), .exited(102), .exited(103)].contains(ending)
    }

    private static let phrases = ProblemPhrases([
        .notPermitted: ["Root privileges are required", "Permission denied"],
        .readOnly: ["Read-only file system"],
        .diskFull: ["No space left on device", "Not enough free disk space", "on disk space"],
        .locked: ["System management is locked", "can't create transaction lock"],
        .unreachable: [
            "Skipping repository", "Failed to retrieve new repository metadata", "Curl error",
            "Download (curl) error", "Timeout exceeded", "Can't provide", "is invalid.",
            "Valid metadata not found", "Could not refresh the repositories",
            "Digest verification failed", "Failed to provide Package", "incorrect checksum",
            "Download failed", "seems to be corrupted during transfer",
        ],
        .untrusted: [
            "Signature verification failed", "is not signed!", "is unsigned",
            "signed with an unknown key", "GPG key has expired", "Package header is not signed",
        ],
        .conflict: [" conflicts with '", "file conflicts"],
        .unsatisfied: ["nothing provides ", "is not installable"],
        .script: ["scriptlet failed", "script failed", "Error in %post"],
    ])

    private func zypper(_ arguments: [String]) -> ChildProcess {
        guard !root.isMachine else {
            return command(program, ["--non-interactive", "--no-color"] + arguments)
        }
        // Otherwise its log would be the one thing that stays on the machine.
        return command(
            program, ["--non-interactive", "--no-color", "--root", root.path.string] + arguments,
            ["ZYPP_LOGFILE": "\(root.path)/var/log/zypper.log"])
    }
}
