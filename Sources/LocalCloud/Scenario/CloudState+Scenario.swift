package import Foundation

extension CloudState {
    /// Builds the cloud of a scenario.
    package init(_ scenario: Scenario, at now: Date, identifiers: Identifiers = Identifiers()) {
        self.init(
            account: scenario.account, region: scenario.region, timings: scenario.timings,
            identifiers: identifiers)
        partition.name = scenario.partition ?? partition.name
        partition.domain = scenario.domain ?? partition.domain
        systemsManager.refusesUnknownIDs = scenario.refusesUnknownIDs
        allowsMetadataV1 = scenario.allowsMetadataV1
        hasDefaultHostManagement = scenario.hasDefaultHostManagement
        installerURL = scenario.installerURL
        for plan in scenario.stacks { add(plan, at: now) }
        formations = scenario.formations.map {
            FormationStack(name: $0.name, status: $0.status, resources: $0.resources)
        }
        buckets = scenario.buckets.map { plan in
            Bucket(
                name: plan.name, region: plan.region, owner: plan.owner ?? account,
                requiredKey: plan.requiredKey)
        }
        for (name, values) in scenario.parameters {
            systemsManager.parameters[name] = .init(
                kind: values.count == 1 ? .text : .list, value: values.joined(separator: ","),
                modifiedAt: now)
        }
        for document in scenario.documents {
            systemsManager.documents[document.name] = document
        }
        for plan in scenario.instances {
            for number in 0..<plan.count { add(plan, number: number, at: now) }
            if let hook = plan.hook { put(hook) }
        }
        for plan in scenario.nodes { add(plan, region: scenario.region, at: now) }
        for plan in scenario.associations {
            let id = plan.id ?? self.identifiers.uuid()
            systemsManager.associations.append(
                Association(
                    id: id, name: plan.name, document: plan.document,
                    targets: plan.targets, parameters: plan.parameters.mapValues { .strings($0) },
                    schedule: plan.schedule, region: scenario.region, createdAt: now))
        }
    }

    private mutating func add(_ plan: Scenario.StackPlan, at now: Date) {
        let stack = makeStack(
            id: plan.id, name: plan.name, region: plan.region, apiRegion: plan.apiRegion,
            theme: plan.theme, at: now, vpcID: plan.vpcID, protectsMachines: plan.protectsMachines)
        var ids: [String: String] = [:]
        for layer in plan.layers {
            ids[layer.shortname] =
                makeLayer(
                    id: layer.id, in: stack, type: layer.type, name: layer.name,
                    shortname: layer.shortname, autoHealing: layer.autoHealing, at: now
                ).id
        }
        for member in plan.members {
            let id = identifiers.uuid()
            var new = Member(
                id: id, stackID: stack.id,
                arn: partition.arn("opsworks:\(stack.apiRegion):\(account):instance/\(id)"),
                hostname: member.hostname, ec2InstanceID: "i-" + identifiers.text(17, of: .hex),
                life: MemberLife(member.status, since: now),
                registeredBy: identity(of: .administrator).arn, createdAt: now)
            new.layerIDs = member.layers.compactMap { ids[$0] }
            opsworks.members.append(new)
        }
    }

    mutating func add(_ plan: Scenario.InstancePlan, number: Int, at now: Date) {
        let id = plan.id ?? "i-0" + identifiers.text(16, of: .hex)
        let zone = plan.availabilityZone ?? plan.region + "a"
        let position = machines.count
        let address = plan.count == 1 ? plan.privateIP : nil
        let privateIP = address ?? "10.0.\(position / 250).\(position % 250 + 4)"
        let identity = MachineIdentity(
            account: account, instanceID: id, region: plan.region, availabilityZone: zone,
            type: plan.type, architecture: plan.architecture, imageID: plan.imageID,
            privateIP: privateIP, pendingTime: Timestamp.iso8601(now), identifiers: &identifiers)
        var agent = StandInAgent(startingAt: now + plan.agentAfter)
        agent.trouble = plan.trouble
        agent.delivery = plan.delivery
        agent.isReplaced = plan.hasRealAgent
        let root = plan.root.map { plan.count == 1 ? $0 : "\($0)/\(id)" }
        machines.append(
            Machine(
                id: id, region: plan.region, availabilityZone: zone, type: plan.type,
                architecture: plan.architecture, imageID: plan.imageID, privateIP: privateIP,
                publicIP: plan.publicIP, vpcID: plan.vpcID, launchedAt: now, tags: plan.tags,
                tagsAfter: plan.tagsAfter, launchTags: Set(plan.tags.keys),
                showsTags: plan.showsTags, isProtected: plan.isProtected,
                role: InstanceRole(
                    name: plan.roleName,
                    policy: Policy(allowing: plan.allowed, denying: plan.denied),
                    credentialsAfter: plan.credentialsAfter,
                    credentialsLifetime: plan.credentialsLifetime),
                identity: identity, scaling: plan.scaling, setupFailure: plan.setupFailure,
                agent: agent, root: root, roleAfter: plan.roleAfter,
                documentFails: plan.documentFails,
                spotInterruptionAfter: plan.spotInterruptionAfter))
    }
}
