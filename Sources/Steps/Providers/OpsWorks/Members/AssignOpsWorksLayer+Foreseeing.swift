import AWS
import Pipeline

extension AssignOpsWorksLayer: Foreseeing {
    func foresee(knowing facts: Facts) async throws -> Foresight {
        let layerID = try facts.require(.layerID)
        let member = try await members.member(
            facts.require(.memberID), in: StackAddress(facts))
        let layer = facts[.layerName] ?? layerID
        guard member.layerIDs.contains(layerID) else {
            return .change("assign the layer `\(layer)`, which runs its recipes on the instance")
        }
        guard goal == .online, MemberStatus(member.status) != .online else {
            return .nothing("it is in the layer `\(layer)` already")
        }
        return .waits(for: "status \(member.status)")
    }
}
