import AWS
import Pipeline

/// Finds and deregisters orphans: members of stacks whose EC2 instance is gone.
struct OpsWorksReaper: Reaper {
    private let opsWorks: @Sendable (_ region: String) -> OpsWorks
    private let ec2: @Sendable (_ region: String) -> EC2
    private let iam: @Sendable (_ region: String) -> IAM

    /// The permissions for finding and reaping.
    static let permissions: [IAMPermission] =
        [
            .describeStacks, .opsWorks("DescribeInstances"), IAMPermission("ec2:DescribeInstances"),
            .opsWorks("DeregisterInstance"),
        ] + InstanceUsers.permissions + [.users("ListGroupsForUser")]

    init(_ host: Host) {
        self.init(
            opsWorks: { host.opsWorks($0) }, ec2: { host.ec2($0) },
            iam: { host.iam($0) })
    }

    init(
        opsWorks: @escaping @Sendable (_ region: String) -> OpsWorks,
        ec2: @escaping @Sendable (_ region: String) -> EC2,
        iam: @escaping @Sendable (_ region: String) -> IAM
    ) {
        self.opsWorks = opsWorks
        self.ec2 = ec2
        self.iam = iam
    }

    /// Looks through the stacks at the endpoints for instances of a region.
    ///
    /// - Parameters:
    ///   - region: of the instances.
    ///   - names: of the stacks; empty for all.
    /// - Returns: the members whose instances are terminated or unknown, according to EC2.
    /// - Throws: `AWSError`; a `Failure` of class `notFound` for a stack that does not exist.
    func look(in region: String, at names: [String]) async throws -> ReaperFindings {
        var look = ReaperFindings()
        var unreachable: AWSError?
        for apiRegion in OpsWorks.apiRegions(forInstancesIn: region) {
            let api = opsWorks(apiRegion)
            let stacks: [OpsWorks.Stack]
            do throws(AWSError) {
                stacks = try await api.describeStacks()
            } catch {
                // Some regions never had an endpoint: the next one may still know stacks.
                guard error.kind == .endpointUnreachable else { throw error }
                unreachable = error
                continue
            }
            for stack in stacks
            where stack.region == region && (names.isEmpty || names.contains(stack.name)) {
                look.stacks.append(stack.name)
                try await examine(stack, in: region, apiRegion, api, &look)
            }
        }
        let missing = names.first { !look.stacks.contains($0) }
        // A stack that was not found may be in a region that did not answer.
        if let unreachable, missing != nil || look.stacks.isEmpty { throw unreachable }
        if let missing { throw Failure.noStack(missing, in: region) }
        return look
    }

    private func examine(
        _ stack: OpsWorks.Stack, in region: String, _ apiRegion: String, _ api: OpsWorks,
        _ look: inout ReaperFindings
    ) async throws {
        // Members on premises have no EC2 instance.
        let members = try await api.describeInstances(.stack(stack.id))
            .filter { $0.ec2InstanceID != nil && $0.status != "deregistering" }
        look.members += members.count
        let ids = members.compactMap(\.ec2InstanceID)
        guard !ids.isEmpty else { return }
        let states = try await ec2(region).states(of: ids)
        if states.isEmpty, members.count > 1 { look.empty.append(stack.name) }
        for member in members {
            guard let id = member.ec2InstanceID, states[id] ?? "terminated" == "terminated" else {
                continue
            }
            look.orphans.append(
                Orphan(
                    memberID: member.id, hostname: member.hostname, ec2InstanceID: id,
                    status: member.status, stack: stack.name, apiRegion: apiRegion,
                    region: region))
        }
    }

    /// Removes the IAM users with which an orphan may have registered, then deregisters it.
    ///
    /// The order matters: as long as it is a member, the users can be found again if removing them
    /// failed.
    ///
    /// - Returns: what could not be looked for, in words; nil if nothing is left.
    /// - Throws: `AWSError` if it is still a member; a missing member is not an error.
    func reap(_ orphan: Orphan) async throws -> String? {
        let users = InstanceUsers(
            iam: iam(orphan.region),
            path: RegistrationUser.path(ofInstance: orphan.ec2InstanceID), group: nil)
        var unseen: String?
        do {
            _ = try await users.removeAll()
        } catch let error as AWSError {
            // An account that registers by instance profiles has no users, and needs no permission
            // to list them.
            guard case .accessDenied("iam:ListUsers") = error.kind else { throw error }
            unseen = error.message
        }
        do {
            try await opsWorks(orphan.apiRegion).deregisterInstance(id: orphan.memberID)
        } catch {
            guard error.kind == .notFound else { throw error }
        }
        return unseen
    }
}

extension Failure {
    fileprivate static func noStack(_ name: String, in region: String) -> Failure {
        Failure(
            .notFound, "there is no stack `\(name)` for instances in \(region)",
            remedy: "look at its name: aws opsworks describe-stacks; or at `--region`",
            cause: .unavailable)
    }
}
