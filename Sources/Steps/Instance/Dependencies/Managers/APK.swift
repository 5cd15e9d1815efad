import Bytes
import SystemPackage

/// apk, of Alpine.
struct APK: PackageManager {
    let root: MachineRoot

    let program = "apk"

    func database() -> String { "/lib/apk/db/installed" }

    func states(of names: [String]) async throws -> [PackageState] {
        var installed: Set<String> = []
        // Its exit status is that of the last name; the answer for a name with a version is the
        // bare name.
        _ = try await apk(["info", "--installed"] + names).run { installed.insert($0) }
        return names.map { name in
            let isThere =
                installed.contains(name)
                || name.hasByte("=")
                    && installed.contains(PackageForm(name, for: .apk)?.name ?? name)
            return isThere ? .installed : .missing
        }
    }

    func install(_ names: [String]) -> ChildProcess { apk(["add"] + names) }

    /// A missing or old index makes packages unknown.
    func cure(for problem: PackageProblem) -> ChildProcess? {
        guard case .unknown = problem else { return nil }
        return apk(["update"])
    }

    func problem(in line: String) -> PackageProblem? {
        if let problem = Self.phrases.problem(in: line) { return problem }
        guard let (name, reason) = line.trimmed().halves(around: " ("), name.words() == [name],
            reason.begins(with: "no such package)") || reason.begins(with: "missing)")
        else { return nil }
        return .unknown(name)
    }

    private static let phrases = ProblemPhrases([
        .notPermitted: ["Permission denied"],
        .readOnly: ["Read-only file system"],
        .diskFull: ["No space left on device"],
        .locked: ["Unable to lock database"],
        .unreachable: [
            "temporary error (try again later)", "network error", "DNS lookup error",
            "connection refused", "Connection timed out", "could not connect to server",
        ],
        .untrusted: ["UNTRUSTED signature", "BAD signature"],
        .script: ["script exited with error"],
    ])

    private func apk(_ arguments: [String]) -> ChildProcess {
        command(
            program,
            ["--no-progress"] + (root.isMachine ? [] : ["--root", root.path.string]) + arguments)
    }
}
