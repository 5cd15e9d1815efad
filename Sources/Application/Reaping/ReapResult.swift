import Pipeline
import Steps

/// What `enlist reap` has found, and done about it.
package struct ReapResult: Sendable {
    /// A member whose instance is gone.
    package struct Entry: Sendable {
        package let stack: String
        package let memberID: String
        package let hostname: String?
        package let instanceID: String
        /// What the provider says of it.
        package let status: String
        package let fate: Fate
    }

    /// What was done about a member.
    package enum Fate: Sendable, Equatable {
        /// Nobody has asked for more.
        case listed
        case reaped
        /// It is no member any more, and this is left of it.
        case reapedInPart(String)
        /// EC2 knows none of its stack's members.
        case leftAlone
        case failed(String)
    }

    /// The stacks that were looked at.
    package let stacks: [String]
    /// How many members they have.
    package let members: Int
    package let entries: [Entry]

    /// Whether nothing needs to be looked at by a person.
    package var isClean: Bool {
        entries.allSatisfy { $0.fate == .listed || $0.fate == .reaped }
    }

    /// Looks twice, and reaps what both looks have found.
    ///
    /// - Parameters:
    ///   - region: the instances' region; nil for that of environment or profile.
    ///   - stacks: the names of the stacks to look at; empty for all.
    ///   - wait: the time between the two looks.
    ///   - reaps: whether to deregister members; else they are listed.
    ///   - evenAll: whether to believe it where EC2 knows none of a stack's members.
    ///   - environment: the process' own.
    /// - Returns: what was found and done; what keeps it from reaping one member is in its entry.
    /// - Throws: what keeps it from looking.
    package static func gather(
        in region: String?, at stacks: [String], wait: Duration, reaps: Bool, evenAll: Bool,
        environment: [String: String]
    ) async throws(CommandError) -> ReapResult {
        let host = try Engine(environment: environment).host
        guard let reaper = Provider.all.compactMap(\.reaping).first?.reaper(host) else {
            throw CommandError(
                .badUsage,
                Failure(
                    .refused, "no provider keeps members whose instances are gone",
                    remedy: "there is nothing to reap"))
        }
        guard let region = region ?? host.region else {
            throw CommandError(
                .badUsage,
                Failure(
                    .refused, "the instances' region is unknown",
                    remedy:
                        "say the instances' region: `--region`, AWS_REGION, or the profile's `region`"
                ))
        }
        do {
            let first = try await reaper.look(in: region, at: stacks)
            guard !first.orphans.isEmpty else { return ReapResult(first, []) }
            try await Task.sleep(for: wait)
            let second = try await reaper.look(in: region, at: stacks)
            var entries: [Entry] = []
            for orphan in second.orphans
            where first.orphans.contains(where: { $0.memberID == orphan.memberID }) {
                let isDoubtful = second.empty.contains(orphan.stack) && !evenAll
                entries.append(
                    Entry(
                        orphan,
                        isDoubtful ? .leftAlone : reaps ? await reap(orphan, reaper) : .listed))
            }
            return ReapResult(second, entries)
        } catch {
            throw CommandError(Failure(error))
        }
    }

    private init(_ findings: ReaperFindings, _ entries: [Entry]) {
        stacks = findings.stacks
        members = findings.members
        self.entries = entries
    }

    private static func reap(_ orphan: Orphan, _ reaper: any Reaper) async -> Fate {
        do {
            return try await reaper.reap(orphan).map(Fate.reapedInPart) ?? .reaped
        } catch {
            let failure = Failure(error)
            return .failed("\(failure.message); \(failure.remedy)")
        }
    }
}

extension ReapResult.Entry {
    fileprivate init(_ orphan: Orphan, _ fate: ReapResult.Fate) {
        stack = orphan.stack
        memberID = orphan.memberID
        hostname = orphan.hostname
        instanceID = orphan.ec2InstanceID
        status = orphan.status
        self.fate = fate
    }
}
