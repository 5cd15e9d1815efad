import AWS
import Pipeline

extension EndLaunch: Foreseeing {
    func foresee(knowing facts: Facts) async throws -> Foresight {
        let region = try facts.require(.instanceRegion)
        let instanceID = try facts.require(.instanceID)
        var changes: [String] = []
        var reasons: [String] = []
        if let resource = try await lookForResource(instanceID, region).resource {
            changes.append(
                "signal \(result) to \(resource.logicalID) of the CloudFormation stack "
                    + "\(resource.stack), if that waits for it")
        } else {
            reasons.append("the instance is in no CloudFormation stack")
        }
        if let hook {
            changes.append("complete the hook \(hook.name) of the Auto Scaling group \(hook.group)")
        } else {
            let hooks = LifecycleHooks(
                transition: .launching, instanceID: instanceID, region: region, host: host)
            switch try await hooks.foreseen() {
            case .completes(let text): changes.append(text)
            case .doesNothing(let text): reasons.append(text)
            }
        }
        return .changes(changes, else: reasons.joined(separator: "; "))
    }
}

extension LifecycleHooks {
    fileprivate enum Foreseen {
        case completes(String)
        case doesNothing(String)
    }

    /// The effect of completing the hooks, given the instance's present state.
    fileprivate func foreseen() async throws -> Foreseen {
        guard let found = try await find() else {
            return .doesNothing("the instance is in no Auto Scaling group")
        }
        let group = found.instance.group
        guard !found.hooks.isEmpty else {
            return .doesNothing("the Auto Scaling group \(group) has no \(transition.hookName)")
        }
        guard
            found.instance.state.waits(at: transition)
                || found.instance.state.isBeforeHooks(of: transition)
        else {
            return .doesNothing(
                "the Auto Scaling group \(group) does not wait for the instance, which is "
                    + found.instance.lifecycleState)
        }
        let names = found.hooks.map(\.name).joined(separator: ", ")
        return .completes("complete the hook \(names) of the Auto Scaling group \(group)")
    }
}
