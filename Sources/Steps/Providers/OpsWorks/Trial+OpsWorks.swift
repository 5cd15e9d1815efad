import AWS
import Pipeline

extension Trial {
    private static let stack = [FactKey.stackID.name, FactKey.stackAPIRegion.name]

    /// Asks for a hostname, which does not reserve it.
    static func getHostnameSuggestion(_ run: OpsWorksRun) -> Trial {
        Trial(of: "opsworks:GetHostnameSuggestion", needs: stack + [FactKey.layerID.name]) {
            facts in
            _ = try await run.opsWorks(facts.require(.stackAPIRegion))
                .getHostnameSuggestion(layerID: facts.require(.layerID))
        }
    }

    /// Lists the stack's members.
    static func describeInstances(_ run: OpsWorksRun) -> Trial {
        Trial(of: "opsworks:DescribeInstances", needs: stack) { facts in
            _ = try await run.opsWorks(facts.require(.stackAPIRegion))
                .describeInstances(.stack(facts.require(.stackID)))
        }
    }

    /// Lists the IAM users that the instance registered with.
    static func listUsers(_ host: Host) -> Trial {
        Trial(of: "iam:ListUsers", needs: instance) { facts in
            _ = try await host.iam(facts.require(.instanceRegion)).listUsers(
                pathPrefix: RegistrationUser.path(ofInstance: facts.require(.instanceID)))
        }
    }
}
