import AWS
import Pipeline

extension LeaveStack: Foreseeing {
    func foresee(knowing facts: Facts) async throws -> Foresight {
        guard facts[.stackID] != nil else {
            return .unknown(
                "would leave the stack that the instance is a member of, if any: no fact `stack.id` says "
                    + "which, and a run searches all of them")
        }
        let stack = try StackAddress(facts)
        guard let member = try await run.members.find(facts.require(.instanceID), in: stack) else {
            return .nothing("the instance is not a member of the stack \(stack.id)")
        }
        let name = member.hostname ?? member.id
        let layers =
            member.layerIDs.isEmpty
            ? [] : ["take \(name) out of its layers, whose recipes run then"]
        return .changes(layers + ["deregister \(name)"], else: "")
    }
}
