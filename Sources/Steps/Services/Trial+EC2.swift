import AWS
import Pipeline

/// Thrown when a service would carry out what it should only rehearse.
struct Untriable: Error {}

extension Trial {
    /// The facts that a trial about the instance needs.
    static let instance = [FactKey.instanceID.name, FactKey.instanceRegion.name]

    private static let protectionStays =
        "termination protection that registering switches on would stay"

    /// Tries to create tags, by a dry run.
    ///
    /// A policy may look at their values, too: they are the real ones, as far as the facts are
    /// known.
    static func createTags(_ tags: [String: Value], _ host: Host) -> Trial {
        Trial(of: "ec2:CreateTags", needs: instance) { facts in
            let tags = tags.sorted { $0.key < $1.key }.map { key, value in
                EC2.Tag(
                    key: key,
                    value: (try? Template(value.text))?.render(facts)?.text ?? "")
            }
            let isTried = try await host.ec2(facts.require(.instanceRegion)).rehearseCreateTags(
                tags, on: facts.require(.instanceID))
            guard isTried else { throw Untriable() }
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
            let isTried = try await host.ec2(facts.require(.instanceRegion))
                .rehearseSetDisableAPITermination(of: facts.require(.instanceID))
            guard isTried else { throw Untriable() }
        }
    }
}
