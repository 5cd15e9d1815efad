import HTTP
import JSON
import Synchronization

/// OpsWorks Stacks with one stack and one layer.
final class OpsWorksModel: ServiceModel {
    private struct Member {
        let instance: Int
        let hostname: String
        let registered: Duration
        var isAssigned = false
    }

    private struct State {
        var members: [Member] = []
        /// The place of each instance's member.
        var places: [Int: Int] = [:]
        var names: Set<String> = []
    }

    /// What became of a registration.
    enum Registration {
        case done
        case hostnameTaken
    }

    private let time: SimulatedTime
    private let scenario: Scenario
    private let state = Mutex(State())

    init(_ scenario: Scenario, _ time: SimulatedTime) {
        self.scenario = scenario
        self.time = time
    }

    func answer(_ operation: String, _ body: String, of instance: Int) -> HTTPResponse {
        switch operation {
        case "DescribeStacks":
            return .json(
                [
                    "Stacks": [
                        [
                            "StackId": "stack", "Name": "v3 prod web", "Arn": "arn:stack",
                            "Region": .string(Scenario.region),
                        ]
                    ]
                ])
        case "DescribeLayers":
            return .json(
                [
                    "Layers": [
                        [
                            "LayerId": "layer", "Shortname": "shop", "Type": "custom",
                            "EnableAutoHealing": .bool(false),
                        ]
                    ]
                ])
        case "GetHostnameSuggestion":
            // It reserves nothing.
            let count = state.withLock(\.members.count)
            return .json(["Hostname": .string("shop\(count + 1)")])
        case "DescribeStackProvisioningParameters":
            return .json(["AgentInstallerUrl": "https://example.com/agent", "Parameters": [:]])
        case "DescribeInstances":
            let isAll = (try? JSONParser.parse(Array(body.utf8)))?["StackId"] != nil
            return state.withLock { state in
                let members =
                    isAll
                    ? state.members : state.places[instance].map { [state.members[$0]] } ?? []
                return .json(["Instances": .array(members.map(json))])
            }
        case "AssignInstance":
            state.withLock { state in
                if let place = state.places[instance] { state.members[place].isAssigned = true }
            }
            return .json([:])
        default:
            return .json(["__type": "UnknownOperationException"], status: 400)
        }
    }

    /// Registers an instance, as its agent's installer asks for.
    func register(_ instance: Int, as hostname: String) -> Registration {
        state.withLock { state in
            guard state.names.insert(hostname).inserted else { return .hostnameTaken }
            state.places[instance] = state.members.count
            state.members.append(
                Member(instance: instance, hostname: hostname, registered: time.elapsed))
            return .done
        }
    }

    private func json(_ member: Member) -> JSONValue {
        let isReady = time.elapsed - member.registered >= scenario.registration
        return [
            "InstanceId": .string("member-\(member.instance)"),
            "Ec2InstanceId": .string(Scenario.instanceID(member.instance)),
            "Hostname": .string(member.hostname),
            "Status": .string(
                isReady ? (member.isAssigned ? "online" : "registered") : "registering"),
            "LayerIds": .array(member.isAssigned ? ["layer"] : []),
        ]
    }
}
