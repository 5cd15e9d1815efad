import AWS
import Pipeline

/// Looks for an instance among the members of the account's other stacks: who is a member there
/// cannot be registered here.
///
/// It is asked only to explain a failure, so it fails with nothing: what it could not look at is in
/// its answer. The instance's own tags are no help: those of the run that made it a member there
/// have been replaced by this run's.
struct OtherStacks: Sendable {
    /// Listing members costs a request a stack, so only so many stacks are looked at.
    static let mostStacks = 200
    /// How long it may go on, within what is left of the attempt.
    private static let longest = Duration.seconds(60)

    /// Where to look, in this order.
    let apiRegions: [String]
    let opsWorks: @Sendable (_ apiRegion: String) -> OpsWorks
    let time: any TimeSource

    /// The instance as another stack's member.
    struct Membership: Sendable, Equatable {
        let member: OpsWorks.Instance
        /// The stack's name.
        let stack: String
        let apiRegion: String
    }

    /// What came of the search.
    enum Finding: Sendable, Equatable {
        case member(Membership)
        /// Not found; carries what was not looked at, and why, as sentences. None of it: it is in no
        /// other stack.
        case notFound(unseen: [String])
    }

    /// Searches until the instance is found, everything was looked at, or the time is up.
    ///
    /// - Parameters:
    ///   - ec2InstanceID: of the instance.
    ///   - stackID: of the stack that need not be looked at.
    ///   - words: what the installer said; stacks whose ids are in it are looked at first.
    ///   - endsAt: when the attempt ends, by `time`; nil where nothing limits it.
    /// - Returns: where the instance is, or what was not looked at.
    func find(
        _ ec2InstanceID: String, otherThan stackID: String, namedIn words: [String],
        endsAt: Duration?
    ) async -> Finding {
        let now = time.now().elapsed
        // Half of what is left: the rest is for saying what was found.
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
                // A stack that is gone by now has no members.
                if error.kind == .notFound { continue }
                // Whatever else it is, the next stack would most likely meet it too.
                unseen.append("\(soFar); then \(error.message)")
                break
            }
        }
        return .notFound(unseen: unseen)
    }
}
