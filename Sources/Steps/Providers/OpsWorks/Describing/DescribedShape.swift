import JSON

/// The members of an API object (OpsWorks API 2013-02-18), used to detect unknown ones.
struct DescribedShape {
    enum Member: String {
        case text = "a text"
        case flag = "true or false"
        case integer = "a whole number"
        case list = "a list"
        case object = "an object"
    }

    /// What messages call such an object.
    let word: String
    let members: [String: Member]

    init(_ word: String, _ members: [Member: [String]]) {
        self.word = word
        var types: [String: Member] = [:]
        for (type, names) in members {
            for name in names { types[name] = type }
        }
        self.members = types
    }

    static let stack = DescribedShape(
        "stack",
        [
            .text: [
                "StackId", "Name", "Arn", "Region", "VpcId", "ServiceRoleArn",
                "DefaultInstanceProfileArn", "DefaultOs", "HostnameTheme",
                "DefaultAvailabilityZone", "DefaultSubnetId", "CustomJson", "DefaultSshKeyName",
                "CreatedAt", "DefaultRootDeviceType", "AgentVersion",
            ],
            .flag: ["UseCustomCookbooks", "UseOpsworksSecurityGroups"],
            .object: [
                "Attributes", "ConfigurationManager", "ChefConfiguration", "CustomCookbooksSource",
            ],
        ])

    static let layer = DescribedShape(
        "layer",
        [
            .text: [
                "Arn", "StackId", "LayerId", "Type", "Name", "Shortname",
                "CustomInstanceProfileArn", "CustomJson", "CreatedAt",
            ],
            .flag: [
                "EnableAutoHealing", "AutoAssignElasticIps", "AutoAssignPublicIps",
                "InstallUpdatesOnBoot", "UseEbsOptimizedInstances",
            ],
            .list: [
                "CustomSecurityGroupIds", "DefaultSecurityGroupNames", "Packages",
                "VolumeConfigurations",
            ],
            .object: [
                "Attributes", "CloudWatchLogsConfiguration", "DefaultRecipes", "CustomRecipes",
                "LifecycleEventConfiguration",
            ],
        ])

    static let app = DescribedShape(
        "app",
        [
            .text: ["AppId", "StackId", "Shortname", "Name", "Description", "Type", "CreatedAt"],
            .flag: ["EnableSsl"],
            .list: ["DataSources", "Domains", "Environment"],
            .object: ["AppSource", "SslConfiguration", "Attributes"],
        ])

    static let instance = DescribedShape(
        "instance",
        [
            .text: [
                "AgentVersion", "AmiId", "Architecture", "Arn", "AutoScalingType",
                "AvailabilityZone", "CreatedAt", "Ec2InstanceId", "EcsClusterArn",
                "EcsContainerInstanceArn", "ElasticIp", "Hostname", "InfrastructureClass",
                "InstanceId", "InstanceProfileArn", "InstanceType", "LastServiceErrorId", "Os",
                "Platform", "PrivateDns", "PrivateIp", "PublicDns", "PublicIp", "RegisteredBy",
                "ReportedAgentVersion", "RootDeviceType", "RootDeviceVolumeId",
                "SshHostDsaKeyFingerprint", "SshHostRsaKeyFingerprint", "SshKeyName", "StackId",
                "Status", "SubnetId", "Tenancy", "VirtualizationType",
            ],
            .flag: ["EbsOptimized", "InstallUpdatesOnBoot"],
            .list: ["BlockDeviceMappings", "LayerIds", "SecurityGroupIds"],
            .object: ["ReportedOs"],
        ])

    /// The members that the API does not have, and those of another type.
    func oddities(of object: DescribedObject, named name: String) -> [Leftover] {
        guard case .object(let found) = object.value else { return [] }
        return found.compactMap { member in
            let what = "\(Leftover.quoted(member.name)) of the \(word) \(Leftover.quoted(name))"
            guard let type = members[member.name] else {
                return Leftover(
                    .later, what, why: "the API of OpsWorks Stacks has no such member",
                    instead: "look at it in the saved answer")
            }
            guard !type.isType(of: member.value) else { return nil }
            return Leftover(
                .later, what, why: "it should be \(type.rawValue), so it was not read",
                instead: "look at it in the saved answer")
        }
    }
}

extension DescribedShape.Member {
    /// Whether a value is of the type; null is of every type.
    fileprivate func isType(of value: JSONValue) -> Bool {
        switch (self, value) {
        case (_, .null), (.text, .string), (.flag, .bool), (.list, .array), (.object, .object): true
        case (.integer, .number): true
        default: false
        }
    }
}
