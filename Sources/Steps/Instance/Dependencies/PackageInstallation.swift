import ChildOutput
import Pipeline

/// Has a manager install packages, and finds out from its words why it could not.
struct PackageInstallation: Sendable {
    let manager: any PackageManager
    /// What the manager is told of the way out, as its mirrors may lie behind a proxy.
    let proxies: [String: String]
    let context: StepContext

    /// Installs the packages; where that fails for a reason that can be cured, cures it, each cure
    /// once, and tries again.
    ///
    /// - Throws: a failure of class `busy`, `transient` or `refused`.
    func install(_ names: [String]) async throws {
        var cures: [[String]] = []
        var report = try await run(manager.install(names))
        while !report.hasSucceeded {
            guard let problem = report.problems.first, let cure = try manager.cure(for: problem),
                !cures.contains(cure.arguments)
            else { throw report.failure(of: manager.program) }
            cures.append(cure.arguments)
            let cured = try await run(cure)
            guard cured.hasSucceeded else { throw cured.failure(of: cure.program) }
            report = try await run(manager.install(names), after: cured.problems)
        }
        try await verify(names)
    }

    /// A manager's exit status may hide that it left a package out.
    private func verify(_ names: [String]) async throws {
        let missing = try await manager.missing(of: names)
        if !missing.isEmpty { throw Failure.notInstalled(missing, by: manager.program) }
    }

    /// How a command went.
    private struct Report {
        let hasSucceeded: Bool
        let ending: ChildProcess.Ending
        let problems: [PackageProblem]
        let tail: OutputTail

        func failure(of program: String) -> Failure {
            .installing(program, ending, problems, tail)
        }
    }

    /// Runs a command; problems that an earlier one had, and lived with, may be this one's reason.
    private func run(
        _ command: ChildProcess, after earlier: [PackageProblem] = []
    ) async throws -> Report {
        var problems = earlier
        let (ending, tail) = try await command.adding(proxies).run { line in
            context.output(line, from: command.program)
            if let problem = manager.problem(in: line), !problems.contains(problem) {
                problems.append(problem)
            }
        }
        return Report(
            hasSucceeded: manager.hasSucceeded(ending), ending: ending,
            problems: PackageProblem.gravest(problems), tail: tail)
    }
}
