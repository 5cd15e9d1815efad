import Pipeline
import Steps

/// What `enlist reap` has found, and done about it.
struct Harvest: Sendable {
    struct Entry: Sendable {
        let ghost: Ghost
        let fate: Fate
    }

    enum Fate: Sendable, Equatable {
        /// Nobody has asked for more.
        case listed
        case reaped
        /// It is no member any more, and this is left of it.
        case reapedInPart(String)
        /// EC2 knows none of its stack's members.
        case leftAlone
        case failed(String)
    }

    let look: ReaperFindings
    let entries: [Entry]

    /// Whether nothing needs to be looked at by a person.
    var isClean: Bool {
        entries.allSatisfy { $0.fate == .listed || $0.fate == .reaped }
    }

    /// Looks twice, and reaps what both looks have found.
    ///
    /// - Throws: what keeps it from looking; what keeps it from reaping one ghost is in the entry.
    static func gather(
        _ reaper: any Reaper, region: String, stacks: [String], wait: Duration, reaps: Bool,
        evenAll: Bool
    ) async throws -> Harvest {
        let first = try await reaper.look(in: region, at: stacks)
        guard !first.ghosts.isEmpty else { return Harvest(look: first, entries: []) }
        try await Task.sleep(for: wait)
        let second = try await reaper.look(in: region, at: stacks)
        var entries: [Entry] = []
        for ghost in second.ghosts
        where first.ghosts.contains(where: { $0.memberID == ghost.memberID }) {
            let isDoubtful = second.empty.contains(ghost.stack) && !evenAll
            entries.append(
                Entry(
                    ghost: ghost,
                    fate: isDoubtful
                        ? .leftAlone : reaps ? await Self.reap(ghost, reaper) : .listed))
        }
        return Harvest(look: second, entries: entries)
    }

    private static func reap(_ ghost: Ghost, _ reaper: any Reaper) async -> Fate {
        do {
            return try await reaper.reap(ghost).map(Fate.reapedInPart) ?? .reaped
        } catch {
            let failure = Failure(error)
            return .failed("\(failure.message); \(failure.remedy)")
        }
    }
}
