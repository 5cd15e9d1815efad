import Foundation

/// What the cloud is like when it starts: stacks, layers, machines, timings, faults.
///
/// A scenario is read from JSON; docs/local-cloud.md describes each key.
package struct Scenario: Sendable, Equatable {
    package var region = "us-east-1"
    package var account = "123456789012"
    /// The partition's name and the end of its endpoints' names; nil for those of the region.
    package var partition: String?
    package var domain: String?
    package var allowsMetadataV1 = false
    package var hasDefaultHostManagement = false
    /// Whether lists of Systems Manager refuse ids that they do not know, or know only later.
    package var refusesUnknownIDs = false
    /// Seconds by which the services' clock differs from the real one.
    package var clockOffset = 0.0
    /// Where machines are told to fetch the agent's installer; nil for the cloud's own.
    package var installerURL: String?
    package var timings = Timings()
    package var stacks: [StackPlan] = []
    package var formations: [FormationPlan] = []
    /// The parameters of Parameter Store, by their names; more than one value makes a list.
    package var parameters: [String: [String]] = [:]
    /// The account's documents for Systems Manager.
    package var documents: [StoredDocument] = []
    package var associations: [AssociationPlan] = []
    package var buckets: [BucketPlan] = []
    package var instances: [InstancePlan] = []
    package var nodes: [NodesPlan] = []
    package var faults: [FaultRule] = []

    package init() {}

    /// The scenario that is used when none is given: one machine boots for the stack `v3 prod web`, of
    /// OpsWorks or of Systems Manager, and there is a bucket `reports`.
    package static var standard: Scenario {
        var scenario = Scenario()
        var stack = StackPlan(name: "v3 prod web", region: scenario.region)
        stack.layers = [LayerPlan(name: "shop", shortname: "shop")]
        scenario.stacks = [stack]
        let path = "/enlist/v3/prod/web/shop"
        scenario.parameters = [
            "\(path)/document": ["AWS-ApplyChefRecipes"],
            "\(path)/parameters/RunList": ["recipe[shop]"],
        ]
        let document = try? StoredDocument(
            named: "shop-setup",
            [
                "schemaVersion": "2.2", "description": "Makes a shop of an instance.",
                "mainSteps": [
                    [
                        "action": "aws:runShellScript", "name": "setUp",
                        "inputs": [
                            "runCommand": [
                                "mkdir -p \"$ENLIST_ROOT/srv\"",
                                "echo 'the shop is open' | tee \"$ENLIST_ROOT/srv/shop\"",
                            ]
                        ],
                    ]
                ],
            ])
        if let document {
            scenario.documents = [document]
            scenario.associations = [
                AssociationPlan(
                    name: "v3-prod-web-shop", document: document.name,
                    targets: [.init(key: "tag:enlist:layer", values: [path])])
            ]
        }
        scenario.buckets = [BucketPlan(name: "reports", region: scenario.region)]
        scenario.instances = [InstancePlan(region: scenario.region)]
        return scenario
    }

    /// A stack and its layers.
    package struct StackPlan: Sendable, Equatable {
        package var id: String?
        package var name: String
        package var region: String
        package var apiRegion: String
        package var theme = HostnameTheme.layerDependent
        package var vpcID: String?
        package var protectsMachines = false
        package var layers: [LayerPlan] = []
        package var members: [MemberPlan] = []

        package init(name: String, region: String) {
            self.name = name
            self.region = region
            apiRegion = region
        }
    }

    /// A layer.
    package struct LayerPlan: Sendable, Equatable {
        package var id: String?
        package var name: String
        package var shortname: String
        package var type = "custom"
        package var autoHealing = false
    }

    /// A member that is there from the start.
    package struct MemberPlan: Sendable, Equatable {
        package var hostname: String
        package var status: MemberLife.Status
        package var layers: [String]
    }

    /// A stack of CloudFormation.
    package struct FormationPlan: Sendable, Equatable {
        package var name: String
        package var status: String
        package var resources: [String]
    }

    /// A bucket of S3, empty at first.
    package struct BucketPlan: Sendable, Equatable {
        package var name: String
        package var region: String
        /// The account that it belongs to; nil for the cloud's own.
        package var owner: String?
        /// The key of KMS that each object must be encrypted with; nil for none.
        package var requiredKey: String?
    }

    /// One machine, or several of a kind.
    package struct InstancePlan: Sendable, Equatable {
        package var id: String?
        package var count = 1
        package var region: String
        package var availabilityZone: String?
        package var type = "t3.micro"
        package var architecture = "x86_64"
        package var imageID = "ami-0abcdef1234567890"
        package var privateIP: String?
        package var publicIP: String?
        package var vpcID: String?
        package var tags: [String: String] = [:]
        package var tagsAfter = 0.0
        package var showsTags = true
        package var roleName = "enlist"
        package var allowed = InstanceRole.defaultActions
        package var denied: [String] = []
        package var credentialsAfter = 0.0
        package var credentialsLifetime = 21_600.0
        package var isProtected = false
        package var scaling: ScalingMembership?
        /// The hook of its group at which the machine waits, or will have waited.
        package var hook: LifecycleHook?
        package var setupFailure: Member.SetupFailure?
        package var spotInterruptionAfter: Double?
        package var agentAfter = 0.3
        package var documentFails = false
        /// The folder that stands for `/`; of several machines, a folder for each in it.
        package var root: String?
        package var roleAfter: Double?
        package var trouble: StandInAgent.Trouble?
        package var delivery = StandInAgent.Delivery.inOrder
        /// Whether the machine has an agent that calls by itself.
        package var hasRealAgent = false

        package init(region: String) {
            self.region = region
        }
    }
}
