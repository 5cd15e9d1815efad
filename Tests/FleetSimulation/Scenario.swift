package import AWS

/// A fleet and the services that it joins.
package struct Scenario: Sendable {
    /// How the instances join.
    package enum Flow: String, Sendable, CaseIterable {
        /// Systems Manager, by associations.
        case associations = "systems-manager, by associations"
        /// Systems Manager, by commands.
        case commands = "systems-manager, by commands"
        case opsworks

        /// The requests without which no instance joins, and how many of each.
        var necessary: [Call: Int] {
            switch self {
            case .associations:
                [
                    Call("ssm", "ListAssociations"): 1, Call("ec2", "CreateTags"): 1,
                    Call("ssm", "DescribeInstanceInformation"): 1,
                    Call("ssm", "DescribeInstanceAssociationsStatus"): 1,
                ]
            case .commands:
                [
                    Call("ssm", "GetParametersByPath"): 1, Call("ec2", "CreateTags"): 1,
                    Call("ssm", "DescribeInstanceInformation"): 1,
                    Call("ssm", "ListCommandInvocations"): 2, Call("ssm", "SendCommand"): 1,
                ]
            case .opsworks:
                [
                    Call("opsworks", "DescribeStacks"): 1, Call("opsworks", "DescribeLayers"): 1,
                    Call("opsworks", "DescribeInstances"): 2,
                    Call("opsworks", "GetHostnameSuggestion"): 1,
                    Call("opsworks", "DescribeStackProvisioningParameters"): 1,
                    Call("opsworks", "RegisterInstance"): 1,
                    Call("opsworks", "AssignInstance"): 1,
                    Call("ec2", "CreateTags"): 1, Call("ec2", "DescribeInstanceAttribute"): 2,
                ]
            }
        }
    }

    package var flow: Flow
    package var count: Int
    /// The first one that a request matches holds for it.
    package var throttles: [Throttle]
    package var seed: UInt64 = 1
    /// The longest wait after a request was throttled; enlist's own by default.
    package var longestThrottling = Duration.seconds(3)
    /// The time of a request and its answer.
    package var latency = Duration.milliseconds(20)
    /// The instances boot at random within this time.
    package var boot = Duration.zero
    /// From the agent's start until Systems Manager has heard it.
    ///
    /// These times are shorter than in life: a wait costs a simulation some looks at the agent's files.
    package var agentStart = Duration.milliseconds(500)
    /// From then until its worker takes documents.
    package var workerStart = Duration.milliseconds(500)
    /// From then until it looks for associations.
    package var firstLook = Duration.seconds(1)
    /// How long a document runs.
    package var document = Duration.seconds(2)
    /// How long a command takes to the agent.
    package var delivery = Duration.milliseconds(200)
    /// How long the installer of OpsWorks' agent takes.
    package var installer = Duration.seconds(5)
    /// How long OpsWorks takes until a new member is registered.
    package var registration = Duration.seconds(2)

    package init(_ flow: Flow, count: Int, throttles: [Throttle]) {
        self.flow = flow
        self.count = count
        self.throttles = throttles
    }

    static let region = "eu-west-1"

    static func instanceID(_ number: Int) -> String {
        let digits = String(number, radix: 16)
        return "i-" + String(repeating: "0", count: 17 - digits.utf8.count) + digits
    }

    /// The requests that no fleet can do without, of those that share a bucket.
    func needed(of throttle: Int) -> Int {
        flow.necessary.reduce(0) { sum, entry in
            let taken = throttles.firstIndex { $0.matches(entry.key) }
            return sum + (taken == throttle ? entry.value * count : 0)
        }
    }
}

extension Scenario {
    /// A fleet whose services all throttle at one rate: Systems Manager and EC2 each operation by
    /// itself, OpsWorks all of them together.
    ///
    /// - Parameters:
    ///   - flow: how the instances join.
    ///   - rate: requests a second.
    ///   - burst: nil for those of a second, but five at least.
    ///   - count: of the instances.
    package init(_ flow: Flow, at rate: Double, burst: Double? = nil, count: Int) {
        let burst = burst ?? max(5, rate)
        self.init(
            flow, count: count,
            throttles: flow == .opsworks
                ? [Throttle(service: "opsworks", operation: nil, rate: rate, burst: burst)]
                : flow.necessary.keys.sorted { $0.operation < $1.operation }.map {
                    Throttle(
                        service: $0.service, operation: $0.operation, rate: rate, burst: burst)
                })
    }
}
