import HTTP
import JSON

/// Systems Manager with one layer, which one association and one document stand for.
struct SystemsManagerModel: ServiceModel {
    static let path = "/enlist/v3/prod/web/shop"
    static let association = "11111111-2222-4333-8444-555555555555"
    static let document = "shop-setup"

    let agents: [SimulatedAgent]

    func answer(_ operation: String, _ body: String, of instance: Int) -> HTTPResponse {
        let agent = agents[instance]
        switch operation {
        case "ListAssociations":
            return .json(
                [
                    "Associations": [
                        [
                            "AssociationId": .string(Self.association),
                            "Name": .string(Self.document),
                            "Targets": [
                                ["Key": "tag:enlist:layer", "Values": [.string(Self.path)]]
                            ],
                        ]
                    ]
                ])
        case "GetParametersByPath":
            return .json(
                [
                    "Parameters": [
                        [
                            "Name": .string("\(Self.path)/document"), "Type": "String",
                            "Value": .string(Self.document),
                        ]
                    ]
                ])
        case "DescribeInstanceInformation":
            guard agent.isOnline else { return .json(["InstanceInformationList": []]) }
            return .json(
                [
                    "InstanceInformationList": [
                        ["InstanceId": .string(agent.instanceID), "PingStatus": "Online"]
                    ]
                ])
        case "DescribeInstanceAssociationsStatus":
            guard let progress = agent.association else {
                return .json(["InstanceAssociationStatusInfos": []])
            }
            return .json(
                [
                    "InstanceAssociationStatusInfos": [
                        [
                            "AssociationId": .string(Self.association),
                            "Name": .string(Self.document), "Status": .string(progress.rawValue),
                        ]
                    ]
                ])
        case "SendCommand":
            return .json(["Command": ["CommandId": .string(agent.take(Self.comment(in: body)))]])
        case "ListCommandInvocations":
            guard let command = agent.command else { return .json(["CommandInvocations": []]) }
            return .json(
                [
                    "CommandInvocations": [
                        [
                            "CommandId": .string(agent.commandID),
                            "Comment": .string(command.comment),
                            "Status": .string(command.progress.rawValue),
                        ]
                    ]
                ])
        default:
            return .json(["__type": "UnknownOperationException"], status: 400)
        }
    }

    private static func comment(in body: String) -> String {
        guard let value = try? JSONParser.parse(Array(body.utf8)),
            case .string(let comment)? = value["Comment"]
        else { return "" }
        return comment
    }
}
