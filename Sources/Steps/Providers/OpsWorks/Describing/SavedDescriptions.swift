import Bytes
import JSON

/// All objects in saved answers to `aws opsworks describe-*`, by the member that lists them.
struct SavedDescriptions {
    /// The list members that identify an answer, including those with nothing to carry over.
    static let lists: [String] = [
        "Stacks", "Layers", "Apps", "Instances", "ElasticLoadBalancers",
        "LoadBasedAutoScalingConfigurations", "TimeBasedAutoScalingConfigurations", "Volumes",
        "RaidArrays", "RdsDbInstances", "EcsClusters", "ElasticIps", "UserProfiles", "Permissions",
        "Deployments", "Commands", "ServiceErrors", "AgentVersions", "OperatingSystems",
    ]
    /// The members of answers that are a single object.
    static let objects = ["StackSummary", "UserProfile", "AgentInstallerUrl"]

    private let found: [String: [DescribedObject]]

    init(_ answers: [SavedAnswer]) {
        var found: [String: [DescribedObject]] = [:]
        for answer in answers where Self.recognises(answer) {
            let content = DescribedObject(answer.content)
            for list in Self.lists { found[list, default: []] += content.objects(list) }
        }
        // The same answer may have been saved twice, or in pages that overlap.
        self.found = found.mapValues { objects in
            var seen: Set<Spelling> = []
            return objects.filter { seen.insert(Spelling($0.value.text())).inserted }
        }
    }

    /// Whether an answer is OpsWorks' own, and not another service's with lists of the same names.
    static func recognises(_ answer: SavedAnswer) -> Bool {
        guard case .object = answer.content else { return false }
        if objects.contains(where: { answer.content[$0] != nil }) { return true }
        return lists.contains { name in
            guard case .array(let elements)? = answer.content[name] else { return false }
            return elements.allSatisfy { element in
                guard case .object = element else { return false }
                return isOurs(element, in: name)
            }
        }
    }

    /// CloudFormation's stacks, Lambda's layers and EC2's volumes are listed under the same names.
    private static func isOurs(_ element: JSONValue, in list: String) -> Bool {
        switch list {
        case "Stacks": element["StackStatus"] == nil && element["Name"] != nil
        case "Volumes": element["Attachments"] == nil
        case "Layers": element["LayerId"] != nil || element["Shortname"] != nil
        case "Instances": element["InstanceId"] != nil
        case "Apps": element["AppId"] != nil || element["Shortname"] != nil
        default: true
        }
    }

    /// The objects of a list.
    func all(_ list: String) -> [DescribedObject] { found[list] ?? [] }

    /// The objects of a stack, and those that name no stack.
    func all(_ list: String, ofStack id: String?) -> [DescribedObject] {
        all(list).filter { object in
            guard let own = object.text("StackId"), let id else { return true }
            return own.isSpelled(id)
        }
    }

    /// The objects whose member has a value.
    func all(_ list: String, where name: String, is id: String?) -> [DescribedObject] {
        guard let id else { return [] }
        return all(list).filter { $0.text(name)?.isSpelled(id) == true }
    }
}
