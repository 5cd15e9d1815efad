package import Foundation

/// All that the metadata of one machine holds at a moment, as texts by their paths.
package struct MetadataTree {
    private var leaves: [String: String] = [:]

    /// Collects the metadata; asking for the role's credentials may renew them.
    package init(of machine: Machine, in state: inout CloudState, at now: Date) {
        add("dynamic/instance-identity/document", machine.identity.document)
        add("dynamic/instance-identity/signature", machine.identity.signature)
        add("dynamic/instance-identity/pkcs7", machine.identity.pkcs7)
        add("meta-data/ami-id", machine.imageID)
        add("meta-data/instance-id", machine.id)
        add("meta-data/instance-type", machine.type)
        add(
            "meta-data/instance-life-cycle",
            machine.spotInterruptionAfter == nil ? "on-demand" : "spot")
        add("meta-data/local-ipv4", machine.privateIP)
        add("meta-data/public-ipv4", machine.publicIP)
        let name = "ip-" + machine.privateIP.replacing(byte: ".", by: "-")
        add("meta-data/local-hostname", "\(name).\(machine.region).compute.internal")
        add("meta-data/hostname", "\(name).\(machine.region).compute.internal")
        let mac = "02:00:00:00:00:01"
        add("meta-data/mac", mac)
        add("meta-data/network/interfaces/macs/\(mac)/local-ipv4s", machine.privateIP)
        add("meta-data/network/interfaces/macs/\(mac)/vpc-id", machine.vpcID)
        add("meta-data/placement/availability-zone", machine.availabilityZone)
        add("meta-data/placement/availability-zone-id", "local-az1")
        add("meta-data/placement/region", machine.region)
        add("meta-data/services/domain", state.partition.domain)
        add("meta-data/services/partition", state.partition.name)
        if machine.showsTags {
            // EC2 cannot show a key that would not do as a part of a path.
            for (key, value) in machine.shownTags(at: now)
            where !key.hasByte("/") && !key.hasByte(" ") {
                add("meta-data/tags/instance/\(key)", value)
            }
        }
        add("meta-data/autoscaling/target-lifecycle-state", machine.scaling?.targetState)
        if let seconds = machine.spotInterruptionAfter,
            machine.launchedAt + seconds <= now
        {
            let end = Timestamp.iso8601(machine.launchedAt + seconds + 120)
            add("meta-data/spot/instance-action", #"{"action": "terminate", "time": "\#(end)"}"#)
        }
        addIdentity(of: machine, in: &state, at: now)
        addCredentials(of: machine, in: &state, at: now)
    }

    /// The text at a path, or the list of what is below it; nil when there is nothing.
    package func reply(to path: String) -> Reply? {
        if let text = leaves[path] {
            var reply = Reply(text: text)
            if text.begins(with: "{") { reply.headers["Content-Type"] = "application/json" }
            return reply
        }
        let folder = path.ends(with: "/") ? path : path + "/"
        let below = leaves.keys.compactMap { $0.rest(after: folder) }.map { rest in
            let parts = rest.parts(at: "/", most: 1)
            return parts.count > 1 ? parts[0] + "/" : rest
        }
        return below.isEmpty ? nil : Reply(text: Set(below).sorted().joined(separator: "\n"))
    }

    private mutating func add(_ path: String, _ text: String?) {
        leaves["/latest/\(path)"] = text
    }

    private mutating func addCredentials(
        of machine: Machine, in state: inout CloudState, at now: Date
    ) {
        guard machine.launchedAt + machine.role.credentialsAfter <= now else { return }
        let key = state.shownCredential(
            of: .machine(machine.id), life: machine.role.credentialsLifetime, at: now)
        add("meta-data/iam/security-credentials/\(machine.role.name)", Self.text(of: key, at: now))
        let info: JSONValue = [
            "Code": "Success",
            "LastUpdated": .string(Timestamp.iso8601(now)),
            "InstanceProfileArn": .string(
                state.partition.arn("iam::\(state.account):instance-profile/\(machine.role.name)")),
            "InstanceProfileId": "AIPALOCALCLOUD0000000",
        ]
        add("meta-data/iam/info", String(decoding: info.text(indented: true), as: UTF8.self))
    }

    /// What speaks for the machine itself, which is there from the start, with or without a role.
    private mutating func addIdentity(
        of machine: Machine, in state: inout CloudState, at now: Date
    ) {
        let folder = "meta-data/identity-credentials/ec2"
        let key = state.shownCredential(of: .hostIdentity(machine.id), life: 21_600, at: now)
        add("\(folder)/security-credentials/ec2-instance", Self.text(of: key, at: now))
        let info: JSONValue = [
            "Code": "Success", "LastUpdated": .string(Timestamp.iso8601(now)),
            "AccountId": .string(state.account),
        ]
        add("\(folder)/info", String(decoding: info.text(indented: true), as: UTF8.self))
    }

    private static func text(of key: Credential, at now: Date) -> String {
        let document: JSONValue = [
            "Code": "Success",
            "LastUpdated": .string(Timestamp.iso8601(now)),
            "Type": "AWS-HMAC",
            "AccessKeyId": .string(key.accessKeyID),
            "SecretAccessKey": .string(key.secretAccessKey),
            "Token": .string(key.sessionToken ?? ""),
            "Expiration": .string(Timestamp.iso8601(key.expiration ?? now)),
        ]
        return String(decoding: document.text(indented: true), as: UTF8.self)
    }
}

extension CloudState {
    /// Credentials as metadata shows them, renewed well before they expire.
    mutating func shownCredential(
        of owner: Credential.Owner, life: Double, at now: Date
    ) -> Credential {
        let margin = min(300, life / 2)
        if let id = shownKeys[owner], let key = credentials[id],
            let expiration = key.expiration, expiration - margin > now
        {
            return key
        }
        let key = issue(to: owner, until: now + life)
        shownKeys[owner] = key.accessKeyID
        return key
    }
}
