import Foundation

/// The state of OpsWorks.
package struct OpsWorksState: Sendable {
    package var stacks: [Stack] = []
    package var layers: [Layer] = []
    package var members: [Member] = []
    package var commands: [AgentCommand] = []
    package var faults: [AgentFault] = []

    package init() {}

    /// The stack with an id, if it was created in a region.
    ///
    /// - Throws: OpsWorks' refusal of an unknown id.
    package func stack(_ id: String, in region: String) throws(ServiceError) -> Stack {
        guard let stack = stacks.first(where: { $0.id == id && $0.apiRegion == region }) else {
            throw .notFound("stack", id: id)
        }
        return stack
    }

    /// The index of a layer, if its stack was created in a region.
    package func layer(_ id: String, in region: String) throws(ServiceError) -> Int {
        guard let index = layers.firstIndex(where: { $0.id == id }),
            (try? stack(layers[index].stackID, in: region)) != nil
        else { throw .notFound("layer", id: id) }
        return index
    }

    /// The index of a member, if its stack was created in a region.
    package func member(_ id: String, in region: String) throws(ServiceError) -> Int {
        guard let index = members.firstIndex(where: { $0.id == id }),
            (try? stack(members[index].stackID, in: region)) != nil
        else { throw .notFound("instance", id: id) }
        return index
    }

    /// Whether a hostname is in use in a stack, ignoring case.
    package func isTaken(_ hostname: String, in stackID: String) -> Bool {
        members.contains {
            $0.stackID == stackID && $0.hostname.lowercased() == hostname.lowercased()
        }
    }

    /// Advances the members' lives to a moment.
    mutating func advance(to now: Date, timings: Timings, identifiers: inout Identifiers) {
        for index in members.indices {
            while let (transition, date) = members[index].life.step(
                until: now, timings: timings, failure: members[index].failure)
            {
                record(transition, of: index, at: date, identifiers: &identifiers)
            }
        }
        members.removeAll { $0.life.status == .gone }
    }

    private mutating func record(
        _ transition: MemberLife.Transition, of index: Int, at date: Date,
        identifiers: inout Identifiers
    ) {
        let member = members[index]
        switch transition {
        case .setup:
            commands.append(
                AgentCommand(
                    id: identifiers.uuid(), memberID: member.id, type: "setup", createdAt: date))
        case .settled:
            finishCommand(of: member.id, exitCode: 0, at: date)
        case .failed(let purpose):
            finishCommand(of: member.id, exitCode: 1, at: date)
            let fault = AgentFault(
                id: identifiers.uuid(), stackID: member.stackID, memberID: member.id,
                type: purpose == .registration ? "instance_registration" : "instance_setup",
                message: "The setup of \(member.hostname) failed: "
                    + "the agent's Chef run ended with exit status 1.",
                createdAt: date)
            faults.append(fault)
            members[index].lastServiceErrorID = fault.id
        }
    }

    private mutating func finishCommand(of memberID: String, exitCode: Int, at date: Date) {
        guard let last = commands.lastIndex(where: { $0.memberID == memberID }),
            commands[last].completedAt == nil
        else { return }
        commands[last].completedAt = date
        commands[last].exitCode = exitCode
    }
}
