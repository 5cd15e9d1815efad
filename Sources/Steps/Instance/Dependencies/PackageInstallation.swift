import AWS
import Bytes
import ChildOutput
import Pipeline

/// Has a manager install packages, and finds out from its output why it could not.
///
/// What the root has in the end decides, not an exit status: another repository or another package
/// may be the broken one.
struct PackageInstallation: Sendable {
    let manager: any PackageManager
    let root: MachineRoot
    /// The proxy variables that the manager gets, as its mirrors may lie behind a proxy.
    let proxies: [String: String]
    let context: StepContext

    /// Installs the packages; if that fails for a reason with a cure, applies the cure, each one
    /// once, and tries again, even if the cure has failed.
    ///
    /// - Throws: a failure of class `busy`, `transient` or `refused`.
    func install(_ names: [String]) async throws {
        var missing = names
        var cures: [[String]] = []
        var reports: [CommandReport] = []
        if let finished = try await finish(names) {
            missing = try await manager.missing(of: names)
            if missing.isEmpty { return warn(of: [finished], installed: names) }
        }
        while true {
            let report = try await attempt(missing)
            reports.append(report)
            missing = try await manager.missing(of: names)
            if missing.isEmpty { return warn(of: reports, installed: names) }
            if report.hasSucceeded {
                throw Failure.notInstalled(missing, by: manager.program)
            }
            guard let problem = report.problems.first, let cure = try manager.cure(for: problem),
                !cures.contains(cure.arguments)
            else { throw try await failure(after: reports) }
            cures.append(cure.arguments)
            // The report before the cure is out of date.
            reports = [try await run(cure)]
        }
    }

    /// Completes those of the packages that are unpacked; nil if none is.
    private func finish(_ names: [String]) async throws -> CommandReport? {
        let unfinished = zip(names, try await manager.states(of: names))
            .filter { $1 == .unfinished }.map(\.0)
        guard !unfinished.isEmpty, let command = try manager.finish(unfinished) else { return nil }
        return try await run(command)
    }

    /// Installs, unless the manager would read a name as a pattern and install other packages.
    private func attempt(_ names: [String]) async throws -> CommandReport {
        let patterns = try await manager.patterns(among: names)
        guard patterns.isEmpty else {
            return CommandReport(unknown: patterns, to: manager.program)
        }
        return try await run(manager.install(names))
    }

    private func run(_ command: ChildProcess) async throws -> CommandReport {
        var report = CommandReport(of: command.program)
        let (ending, tail) = try await command.adding(proxies).run(hiding: proxySecrets) { line in
            let line = RunSecrets.withoutLooks(line)
            context.output(line, from: command.program)
            report.add(line, problem: manager.problem(in: line))
        }
        report.end(ending, tail, hasSucceeded: manager.hasSucceeded(ending))
        if report.mayBeLocked, manager.locks.contains(where: { $0.holder(in: root) != nil }) {
            report.add(problem: .locked)
        }
        return report
    }

    /// Warns of what went wrong although the packages are there.
    private func warn(of reports: [CommandReport], installed names: [String]) {
        for report in reports {
            guard let words = report.warning else { continue }
            context.warn("\(names.joined(separator: ", ")) is installed, but \(words)")
        }
    }

    private func failure(after reports: [CommandReport]) async throws -> Failure {
        let problems = PackageProblem.gravest(reports.flatMap(\.problems))
        for case .unknown(let name) in problems where problems.first == .unknown(name) {
            let providers = try await manager.providers(of: name)
            if !providers.isEmpty { return .provided(name, by: providers) }
        }
        return .installing(manager.program, reports, problems)
    }

    /// The passwords of the proxies, both percent-encoded and decoded.
    private var proxySecrets: Secrets {
        Secrets(
            proxies.values.flatMap { proxy -> [String] in
                let authority = proxy.halves(around: "://")?.after ?? proxy
                guard let end = authority.utf8.lastIndex(of: UInt8(ascii: "@")),
                    let password = String(decoding: authority.utf8[..<end], as: UTF8.self)
                        .halves(around: ":")?.after,
                    password.utf8.count >= 4
                else { return [] }
                return [password, password.percentDecoded]
            })
    }
}

extension String {
    /// The text, percent-decoded.
    fileprivate var percentDecoded: String {
        var bytes: [UInt8] = []
        var rest = utf8[...]
        while let byte = rest.popFirst() {
            let digits = String(decoding: rest.prefix(2), as: UTF8.self)
            guard byte == UInt8(ascii: "%"), digits.utf8.count == 2,
                digits.utf8.allSatisfy(\.isHexDigit), let decoded = UInt8(digits, radix: 16)
            else {
                bytes.append(byte)
                continue
            }
            bytes.append(decoded)
            rest = rest.dropFirst(2)
        }
        return String(decoding: bytes, as: UTF8.self)
    }
}
