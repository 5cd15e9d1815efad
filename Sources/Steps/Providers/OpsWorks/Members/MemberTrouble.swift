import AWS
import Pipeline

/// The errors that OpsWorks reports for an instance.
///
/// Asking is best effort: what cannot be read becomes a line of the report.
struct MemberTrouble: Sendable {
    /// The limit of lines of each kind.
    private static let most = 5

    /// The permissions for asking about a member.
    static let permissions = [
        IAMPermission.opsWorks("DescribeCommands"), .opsWorks("DescribeServiceErrors"),
    ]
    .used(for: .explaining)

    let opsWorks: OpsWorks

    /// The service errors and the failed commands of a member, the newest first, one per line.
    func report(on memberID: String) async -> [String] {
        var lines = await serviceErrors {
            try await opsWorks.describeServiceErrors(instanceID: memberID)
        }
        do {
            let commands = try await opsWorks.describeCommands(instanceID: memberID)
                .filter { $0.status == "failed" }
            lines += Self.newest(commands, by: \.createdAt).map(\.line)
        } catch {
            lines.append("DescribeCommands could not be asked: \(error.message)")
        }
        return lines
    }

    /// The service errors of a stack that belong to none of its members, the newest first, one per
    /// line: they may explain why an instance did not become a member.
    func report(onStack stackID: String) async -> [String] {
        await serviceErrors {
            try await opsWorks.describeServiceErrors(stackID: stackID)
                .filter { $0.instanceID == nil }
        }
    }

    private func serviceErrors(
        _ ask: () async throws -> [OpsWorks.ServiceError]
    ) async -> [String] {
        do {
            return Self.newest(try await ask(), by: \.createdAt).map(\.line)
        } catch {
            return ["DescribeServiceErrors could not be asked: \(Failure(error).message)"]
        }
    }

    /// The newest of the entries; those of unknown age come last.
    private static func newest<Entry>(_ entries: [Entry], by time: (Entry) -> String?) -> [Entry] {
        Array(entries.sorted { time($0) ?? "" > time($1) ?? "" }.prefix(most))
    }
}

extension OpsWorks.ServiceError {
    fileprivate var line: String {
        let type = type.map { " \($0)" } ?? ""
        return "service error\(type)\(createdAt.map { " at \($0)" } ?? "")"
            + (message.map { ": \($0)" } ?? "")
    }
}

extension OpsWorks.Command {
    fileprivate var line: String {
        let time = createdAt.map { " of \($0)" } ?? ""
        let status = exitCode.map { ", exit status \($0)" } ?? ""
        let log = logURL.map { ", log \($0)" } ?? ""
        return "command \(type ?? id)\(time) failed\(status)\(log)"
    }
}
