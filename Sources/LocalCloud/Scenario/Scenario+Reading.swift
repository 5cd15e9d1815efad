package import Foundation

extension Scenario {
    /// Reads a scenario file.
    ///
    /// - Throws: ``ScenarioError`` with the file's name and the key's path.
    package init(file: String) throws(ScenarioError) {
        let value = try JSONFile.read(file)
        let folder = URL(fileURLWithPath: file).deletingLastPathComponent()
        do throws(ScenarioError) { try self.init(value, folder: folder) } catch {
            throw .inFile(file, error)
        }
    }

    /// Reads a scenario.
    ///
    /// - Parameters:
    ///   - value: The scenario.
    ///   - folder: Where the files are that it names.
    /// - Throws: ``ScenarioError`` with the key's path.
    package init(
        _ value: JSONValue, folder: URL = URL(fileURLWithPath: ".")
    ) throws(ScenarioError) {
        let fields = try Fields(
            value, at: "",
            known: [
                "region", "account", "partition", "domain", "refuses-unknown-ids", "imds-v1",
                "clock-offset", "installer-url", "timings",
                "stacks", "cloudformation", "parameters", "documents", "associations",
                "default-host-management", "buckets", "instances", "nodes", "faults",
            ])
        self.init()
        region = try fields.string("region") ?? region
        account = try fields.string("account") ?? account
        partition = try fields.string("partition")
        domain = try fields.string("domain")
        refusesUnknownIDs = try fields.bool("refuses-unknown-ids") ?? refusesUnknownIDs
        allowsMetadataV1 = try fields.bool("imds-v1") ?? allowsMetadataV1
        hasDefaultHostManagement =
            try fields.bool("default-host-management") ?? hasDefaultHostManagement
        clockOffset = try fields.signedNumber("clock-offset") ?? clockOffset
        installerURL = try fields.string("installer-url")
        timings = try Timings(fields)
        for entry in try fields.objects("stacks", known: StackPlan.keys) ?? [] {
            stacks.append(try StackPlan(entry, region: region))
        }
        let formation: Set = ["name", "status", "resources"]
        for entry in try fields.objects("cloudformation", known: formation) ?? [] {
            formations.append(
                Scenario.FormationPlan(
                    name: try entry.required("name"),
                    status: try entry.string("status") ?? "CREATE_IN_PROGRESS",
                    resources: try entry.strings("resources") ?? []))
        }
        for entry in try fields.objects("buckets", known: ["name", "region", "owner", "kms-key"])
            ?? []
        {
            buckets.append(
                BucketPlan(
                    name: try entry.required("name"),
                    region: try entry.string("region") ?? region,
                    owner: try entry.string("owner"), requiredKey: try entry.string("kms-key")))
        }
        parameters = try fields.textLists("parameters") ?? parameters
        try readDocuments(fields, folder: folder)
        try readAssociations(fields)
        for entry in try fields.objects("instances", known: InstancePlan.keys) ?? [] {
            instances.append(try InstancePlan(entry, region: region, folder: folder))
        }
        if let own = try fields.object("nodes", known: NodesPlan.keys) {
            nodes = [try NodesPlan(own)]
        }
        try checkHooks()
        var ids: Set<String> = []
        for (index, id) in instances.map(\.id).enumerated() {
            guard let id else { continue }
            guard ids.insert(id).inserted else {
                throw .duplicate(path: "instances[\(index)].id", value: id)
            }
        }
        faults = try FaultRule.rules(in: fields)
    }

    /// Makes sure that machines of one group agree on what a hook of theirs is.
    private func checkHooks() throws(ScenarioError) {
        var known: [LifecycleHook] = []
        for (index, hook) in instances.map(\.hook).enumerated() {
            guard let hook else { continue }
            guard known.allSatisfy({ !$0.hasIdentity(of: hook) || $0 == hook }) else {
                throw .duplicate(path: "instances[\(index)].auto-scaling.hook", value: hook.name)
            }
            known.append(hook)
        }
    }
}

extension Scenario.StackPlan {
    fileprivate static let keys: Set = [
        "id", "name", "region", "api-region", "hostname-theme", "vpc", "protects-machines",
        "layers", "members",
    ]

    fileprivate init(_ fields: Fields, region: String) throws(ScenarioError) {
        let region = try fields.string("region") ?? region
        self.init(name: try fields.required("name"), region: region)
        id = try fields.string("id")
        apiRegion = try fields.string("api-region") ?? region
        theme = try fields.word("hostname-theme", of: HostnameTheme.self) ?? theme
        vpcID = try fields.string("vpc")
        protectsMachines = try fields.bool("protects-machines") ?? protectsMachines
        let layerKeys: Set = ["id", "name", "shortname", "type", "auto-healing"]
        for entry in try fields.objects("layers", known: layerKeys) ?? [] {
            layers.append(try Scenario.LayerPlan(entry))
        }
        let memberKeys: Set = ["hostname", "status", "layers"]
        for entry in try fields.objects("members", known: memberKeys) ?? [] {
            members.append(try Scenario.MemberPlan(entry, layers: layers.map(\.shortname)))
        }
    }
}

extension Scenario.LayerPlan {
    fileprivate init(_ fields: Fields) throws(ScenarioError) {
        let shortname = try fields.required("shortname")
        self.init(name: try fields.string("name") ?? shortname, shortname: shortname)
        id = try fields.string("id")
        type = try fields.string("type") ?? type
        autoHealing = try fields.bool("auto-healing") ?? autoHealing
    }
}

extension Scenario.MemberPlan {
    fileprivate init(_ fields: Fields, layers known: [String]) throws(ScenarioError) {
        let layers = try fields.strings("layers") ?? []
        for layer in layers where !known.contains(layer) {
            throw .unknownLayer(path: fields.path(of: "layers"), value: layer, layers: known)
        }
        self.init(
            hostname: try fields.required("hostname"),
            status: try fields.word("status", of: MemberLife.Status.self) ?? .online,
            layers: layers)
    }
}

extension Scenario.InstancePlan {
    fileprivate static let keys: Set = [
        "id", "count", "region", "availability-zone", "type", "architecture", "image",
        "private-ip", "public-ip", "vpc", "tags", "tags-after", "tags-in-metadata", "role",
        "credentials-after",
        "credentials-lifetime", "termination-protection", "auto-scaling", "setup-fails",
        "spot-interruption-after", "agent-after", "document-fails", "agent", "role-after", "root",
    ]

    /// Reads one entry of `instances`.
    ///
    /// - Parameters:
    ///   - value: The entry.
    ///   - region: The region if it names none.
    /// - Throws: ``ScenarioError`` with the key's path in the entry.
    package init(_ value: JSONValue, region: String) throws(ScenarioError) {
        try self.init(
            try Fields(value, at: "", known: Self.keys), region: region,
            folder: URL(fileURLWithPath: "."))
    }

    fileprivate init(
        _ fields: Fields, region: String, folder: URL
    ) throws(ScenarioError) {
        self.init(region: try fields.string("region") ?? region)
        id = try fields.string("id")
        count = try fields.integer("count", in: 1...(id == nil ? 2_000 : 1)) ?? count
        availabilityZone = try fields.string("availability-zone")
        type = try fields.string("type") ?? type
        architecture = try fields.string("architecture") ?? architecture
        imageID = try fields.string("image") ?? imageID
        privateIP = try fields.string("private-ip")
        publicIP = try fields.string("public-ip")
        vpcID = try fields.string("vpc")
        tags = try fields.texts("tags") ?? tags
        tagsAfter = try fields.number("tags-after") ?? tagsAfter
        showsTags = try fields.bool("tags-in-metadata") ?? showsTags
        if let role = try fields.object("role", known: ["name", "allow", "deny"]) {
            roleName = try role.string("name") ?? roleName
            allowed = try role.strings("allow") ?? allowed
            denied = try role.strings("deny") ?? denied
        }
        credentialsAfter = try fields.number("credentials-after") ?? credentialsAfter
        credentialsLifetime = try fields.number("credentials-lifetime") ?? credentialsLifetime
        isProtected = try fields.bool("termination-protection") ?? isProtected
        if let group = try fields.object(
            "auto-scaling",
            known: ["group", "hook", "state", "heartbeat-timeout", "listed-after", "pool"])
        {
            var membership = ScalingMembership(
                group: try group.required("group"), hook: try group.string("hook"),
                state: try group.string("state") ?? "InService")
            guard ScalingMembership.states.contains(membership.state) else {
                throw .wrongValue(
                    path: group.path(of: "state"), value: membership.state,
                    allowed: ScalingMembership.states)
            }
            membership.pool =
                try group.word("pool", of: ScalingMembership.Pool.self) ?? membership.pool
            membership.listedAfter = try group.number("listed-after") ?? membership.listedAfter
            scaling = membership
            if let name = membership.hook {
                var own = LifecycleHook(
                    name: name, group: membership.group, region: self.region,
                    transition: membership.isLeaving ? .terminating : .launching)
                own.heartbeatTimeout =
                    try group.number("heartbeat-timeout") ?? own.heartbeatTimeout
                hook = own
            }
        }
        setupFailure = try fields.word("setup-fails", of: Member.SetupFailure.self)
        spotInterruptionAfter = try fields.number("spot-interruption-after")
        agentAfter = try fields.number("agent-after") ?? agentAfter
        documentFails = try fields.bool("document-fails") ?? documentFails
        try readAgent(fields, folder: folder)
    }
}
