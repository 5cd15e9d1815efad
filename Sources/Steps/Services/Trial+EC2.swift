import AWS
import Pipeline

extension Trial {
    /// What a trial needs that asks about the instance.
    static let instance = [FactKey.instanceID.name, FactKey.instanceRegion.name]

    private static let protectionStays =
        "termination protection that registering switches on would stay"

    /// Tries to create tags, by a dry run.
    static func createTags(_ keys: [String], _ host: Host) -> Trial {
        Trial(of: "ec2:CreateTags", needs: instance) { facts in
            try await host.ec2(facts.require(.instanceRegion)).rehearseCreateTags(
                keys: keys, on: [facts.require(.instanceID)])
        }
    }

    /// Reads the instance's tags.
    static func describeTags(_ host: Host) -> Trial {
        Trial(of: "ec2:DescribeTags", needs: instance) { facts in
            _ = try await host.ec2(facts.require(.instanceRegion))
                .describeTags(of: facts.require(.instanceID))
        }
    }

    /// Reads whether termination protection is on.
    static func describeProtection(_ host: Host) -> Trial {
        Trial(of: "ec2:DescribeInstanceAttribute", needs: instance, loss: protectionStays) {
            facts in
            _ = try await host.ec2(facts.require(.instanceRegion))
                .disableAPITermination(of: facts.require(.instanceID))
        }
    }

    /// Tries to switch termination protection off, by a dry run.
    static func modifyProtection(_ host: Host) -> Trial {
        Trial(of: "ec2:ModifyInstanceAttribute", needs: instance, loss: protectionStays) { facts in
            try await host.ec2(facts.require(.instanceRegion))
                .rehearseSetDisableAPITermination(of: facts.require(.instanceID))
        }
    }
}
