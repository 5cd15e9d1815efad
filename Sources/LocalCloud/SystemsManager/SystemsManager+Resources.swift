// What policies are asked about, as the Service Authorization Reference has it.
extension SystemsManager {
    /// The ARNs that an operation is on, each of which must be allowed.
    static func resources(of input: JSONInput, _ call: Call, in state: CloudState) -> [String] {
        let start = "arn:\(state.partition.name)"
        let place = "\(call.region):\(state.account)"
        func text(_ name: String) -> [String] {
            ((try? input.string(name)) ?? nil).map { [$0] } ?? []
        }
        func texts(_ name: String) -> [String] { ((try? input.strings(name)) ?? nil) ?? [] }
        func parameters(_ names: [String]) -> [String] {
            names.map { "\(start):ssm:\(place):parameter\($0.begins(with: "/") ? "" : "/")\($0)" }
        }
        func documents(_ names: [String]) -> [String] {
            names.map { name in
                let owner = name.begins(with: "AWS-") ? "\(call.region):" : place
                return "\(start):ssm:\(owner):document/\(name)"
            }
        }
        func instances(_ ids: [String]) -> [String] {
            ids.map { "\(start):ec2:\(place):instance/\($0)" }
        }
        func associations(_ ids: [String]) -> [String] {
            ids.map { "\(start):ssm:\(place):association/\($0)" }
        }
        switch call.operation {
        case "PutParameter": return parameters(text("Name"))
        case "GetParametersByPath": return parameters(text("Path"))
        case "GetParameters": return parameters(texts("Names"))
        case "SendCommand": return documents(text("DocumentName")) + instances(texts("InstanceIds"))
        case "CreateDocument", "DescribeDocument", "GetDocument": return documents(text("Name"))
        case "CreateAssociation":
            return documents(text("Name")) + instances(text("InstanceId")) + associations(["*"])
        case "DescribeAssociation", "DeleteAssociation", "UpdateAssociation":
            return associations(text("AssociationId")) + instances(text("InstanceId"))
        case "StartAssociationsOnce": return associations(texts("AssociationIds"))
        case "DescribeInstanceAssociationsStatus", "ListInstanceAssociations",
            "UpdateInstanceInformation":
            return instances(text("InstanceId"))
        case "UpdateInstanceAssociationStatus":
            return associations(text("AssociationId")) + instances(text("InstanceId"))
        default: return ["*"]
        }
    }
}
