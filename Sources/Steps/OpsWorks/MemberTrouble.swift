import AWS

/// What OpsWorks says went wrong on an instance.
struct MemberTrouble: Sendable {
    let opsWorks: OpsWorks

    /// The service errors and the failed commands of a member, newest last, a line each.
    ///
    /// Asking is best effort: what cannot be read is itself a line of the report.
    func report(on memberID: String) async -> [String] {
        var lines: [String] = []
        do {
            for error in try await opsWorks.describeServiceErrors(instanceID: memberID).suffix(5) {
                lines.append("service error \(error.type): \(error.message)")
            }
        } catch {
            lines.append("DescribeServiceErrors could not be asked: \(error.message)")
        }
        do {
            let commands = try await opsWorks.describeCommands(instanceID: memberID)
            for command in commands.filter({ $0.status == "failed" }).suffix(5) {
                let status = command.exitCode.map { ", exit status \($0)" } ?? ""
                let log = command.logURL.map { ", log \($0)" } ?? ""
                lines.append("command \(command.type) failed\(status)\(log)")
            }
        } catch {
            lines.append("DescribeCommands could not be asked: \(error.message)")
        }
        return lines
    }

    /// The newest service errors of a whole stack, for an instance that did not become a member.
    func report(onStack stackID: String) async -> [String] {
        do {
            return try await opsWorks.describeServiceErrors(stackID: stackID).suffix(3)
                .map { "service error \($0.type): \($0.message)" }
        } catch {
            return ["DescribeServiceErrors could not be asked: \(error.message)"]
        }
    }
}
