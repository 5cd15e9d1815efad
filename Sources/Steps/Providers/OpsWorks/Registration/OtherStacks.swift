import AWS
import Pipeline

/// Searches the account's other stacks for an instance: a member of one cannot be registered with
/// this one.
///
/// The search only explains a failure, so it never fails itself: what it could not look at is in
/// its answer. The instance's own tags do not help: this run has replaced those of the run that
/// joined the other stack.
struct OtherStacks: Sendable {
    /// Listing members costs one request for each stack, so the number of stacks is limited.
    static let mostStacks = 200
    /// The limit for the search, within what is left of the attempt.
    private static let longest = Duration.seconds(60)

    /// The endpoints' regions, in the order of the search.
    let apiRegions: [String]
    let opsWorks: @Sendable (_ apiRegion: String) -> OpsWorks
    let time: any TimeSource

    /// The instance's membership of another stack.
    struct Membership: Sendable, Equatable {
        let member: OpsWorks.Instance
        /// The stack's name.
        let stack: String
        let apiRegion: String
    }

    /// The result of the search.
    enum Finding: Sendable, Equatable {
        case member(Membership)
        /// Not found; carries what was not looked at, and why, as sentences. If that is empty, it
        /// is in no other stack.
        case notFound(unseen: [String])
    }

    /// Searches until the instance is found, everything has been looked at, or the time is up.
    ///
    /// - Parameters:
    ///   - ec2InstanceID: of the instance.
    ///   - stackID: of the stack to leave out.
    ///   - words: the installer's output; stacks whose ids are in it are looked at first.
    ///   - endsAt: when the attempt ends, by `time`; nil if it has no limit.
    /// - Returns: where the instance is, or what was not looked at.
    func find(
        _ ec2InstanceID: String, otherThan stackID: String, namedIn words: [String],
        endsAt: Duration?
    ) async -> Finding {
        let now = time.now().elapsed
        // Half of the time that is left: the rest is for reporting the result.
        let left = endsAt.map { ($0 - now) / 2 } ?? Self.longest
        let end = now + min(Self.longest, left)
        var unseen: [String] = []
        var stacks: [(stack: OpsWorks.Stack, apiRegion: String)] = []
        for region in apiRegions {
            do throws(AWSError) {
                stacks += try await opsWorks(region).describeStacks().map { ($0, region) }
            } catch {
                unseen.append("the stacks in \(region) could not be listed: \(error.message)")
            }
        }
        stacks.removeAll { $0.stack.id == stackID }
        let isNamed = { (id: String) in words.contains { $0.contains(id) } }
        stacks = stacks.filter { isNamed($0.stack.id) } + stacks.filter { !isNamed($0.stack.id) }

        for (count, place) in stacks.enumerated() {
            let soFar = "only \(count) of \(stacks.count) other stacks were looked at"
            guard count < Self.mostStacks, time.now().elapsed < end else {
                unseen.append(soFar)
                break
            }
            do throws(AWSError) {
                let members = try await opsWorks(place.apiRegion)
                    .describeInstances(.stack(place.stack.id))
                if let member = members.first(where: { $0.ec2InstanceID == ec2InstanceID }) {
                    return .member(
                        Membership(
                            member: member, stack: place.stack.name, apiRegion: place.apiRegion))
                }
            } catch {
                // A stack that has been deleted meanwhile has no members.
                if error.kind == .notFound { continue }
                // Any other error would most likely occur for the next stack too.
                unseen.append("\(soFar); then \(error.message)")
                break
            }
        }
        return .notFound(unseen: unseen)
    }
}
