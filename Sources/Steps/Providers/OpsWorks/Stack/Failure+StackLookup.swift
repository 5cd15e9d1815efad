import AWS
import Pipeline

// The wording of what can be wrong with a stack or a layer.

extension Failure {
    static func noStack(_ name: String, regions: [String], names: [String]) -> Failure {
        let asked = regions.joined(separator: " and ")
        let near = nearestName(to: name, among: names).map { "; the nearest is `\($0)`" } ?? ""
        return Failure(
            .notFound,
            "there is no stack `\(name)` in \(asked)\(near)",
            remedy: names.isEmpty
                ? "create the stack, or check the inputs, the account and the region"
                : "check the inputs, or create the stack",
            details: names.isEmpty ? [] : ["stacks there: \(Self.listed(names))"])
    }

    static func ambiguousStack(_ name: String, ids: [String], apiRegion: String) -> Failure {
        Failure(
            .refused, "\(ids.count) stacks in \(apiRegion) are called `\(name)`",
            remedy: "give all but one of them another name",
            details: ["their ids: \(Self.listed(ids))"])
    }

    static func otherRegion(_ stack: Stack, instanceRegion: String) -> Failure {
        Failure(
            .refused,
            "the stack `\(stack.name)` is for instances in \(stack.region), "
                + "and this one is in \(instanceRegion)",
            remedy: "launch the group in \(stack.region), or create a stack for \(instanceRegion)")
    }

    static func otherVPC(_ vpcID: String, of stack: String, instance own: String?) -> Failure {
        Failure(
            .refused,
            "the stack `\(stack)` is for instances in \(vpcID), and this one is in "
                + (own ?? "no VPC"),
            remedy: "launch the group in subnets of \(vpcID), or create a stack for "
                + (own ?? "instances outside it"))
    }

    static func noLayer(_ name: String, stack: String, names: [String]) -> Failure {
        let near = nearestName(to: name, among: names).map { "; the nearest is `\($0)`" } ?? ""
        return Failure(
            .notFound, "the stack `\(stack)` has no layer with the short name `\(name)`\(near)",
            remedy: names.isEmpty
                ? "add the layer to the stack" : "check the input `product`, or add the layer",
            details: names.isEmpty ? [] : ["layers there: \(Self.listed(names))"])
    }

    static func incompleteStack(_ stack: OpsWorks.Stack, apiRegion: String) -> Failure {
        let missing = stack.arn == nil ? "ARN" : "region"
        return Failure(
            .refused,
            "the API of \(apiRegion) does not say the \(missing) of the stack `\(stack.name)`, which "
                + "registering needs",
            remedy: "check that the endpoint is OpsWorks' own: aws opsworks describe-stacks "
                + "--region \(apiRegion) --stack-ids \(stack.id)")
    }

    static func builtInLayer(_ name: String, type: String, stack: String) -> Failure {
        Failure(
            .refused,
            "the layer `\(name)` of `\(stack)` is of the type `\(type)`, and OpsWorks lets "
                + "registered instances only into custom layers",
            remedy: "make it a custom layer, or name another with the parameter `layer`")
    }

    static func autoHealing(_ name: String) -> Failure {
        Failure(
            .refused,
            "the layer `\(name)` has auto healing on: OpsWorks would bring back the instances "
                + "that the Auto Scaling group terminates",
            remedy: "switch auto healing off in the layer, or set `disable-auto-healing: true`")
    }

    /// The first twenty names, and how many more there are.
    private static func listed(_ names: [String]) -> String {
        let shown = names.sorted().prefix(20).map { "`\($0)`" }.joined(separator: ", ")
        return names.count > 20 ? "\(shown) and \(names.count - 20) more" : shown
    }
}
