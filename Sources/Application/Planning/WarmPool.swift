import Pipeline

/// The part of a run while its instance waits in a warm pool, to serve later.
///
/// It prepares the machine: it takes the steps before the first one that makes it a member, those
/// whose `when` refers to `lifecycle`, and those that report to the group. The others follow when
/// the instance is to serve.
enum WarmPool {
    /// The roles that make an instance a member.
    private static let joining: Set<Role> = [.tagging, .registering, .polling, .layerAssigning]

    /// The ids of the steps that wait until the instance serves, in order.
    static func later(_ steps: [PlannedStep]) -> [String] {
        let isDecided = steps.map {
            $0.condition?.comparison(with: FactKey.lifecycle.name) != nil
        }
        let first = steps.indices.first { place in
            !isDecided[place] && steps[place].kind.role.map(joining.contains) ?? false
        }
        return steps.indices.filter { place in
            place >= first ?? steps.count && !isDecided[place]
                && steps[place].kind.failureCounterpart == nil
        }
        .map { steps[$0].id }
    }
}
