import Bytes
import SystemPackage

/// apk, of Alpine.
struct APK: PackageManager {
    let root: MachineRoot

    let program = "apk"

    func database() -> String { "/lib/apk/db/installed" }

    func missing(of names: [String]) async throws -> [String] {
        var installed: Set<String> = []
        // Its exit status is that of the last name.
        _ = try await apk(["info", "--installed"] + names).run { installed.insert($0) }
        return names.filter { !installed.contains($0) }
    }

    func install(_ names: [String]) -> ChildProcess { apk(["add"] + names) }

    /// An index that is missing or old makes packages unknown.
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
        .diskFull: ["No space left on device"],
        .locked: ["Unable to lock database"],
        .unreachable: [
            "temporary error (try again later)", "network error", "DNS lookup error",
            "connection refused", "Connection timed out", "could not connect to server",
        ],
    ])

    private func apk(_ arguments: [String]) -> ChildProcess {
        command(
            program,
            ["--no-progress"] + (root.isMachine ? [] : ["--root", root.path.string]) + arguments)
    }
}
