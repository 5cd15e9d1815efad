import Pipeline

// What the actions of each service can be narrowed to (Service Authorization Reference). A role is that
// of many instances, so no right is narrowed to one of them.

extension IAMPermission {
    static let partition = "arn:${aws.partition}"
    static let account = "${instance.account-id}"
    static let region = "${instance.region}"

    /// An action of EC2 on instances, of the Auto Scaling group where it is known.
    static func instance(_ operation: String, where conditions: [Condition] = []) -> IAMPermission {
        let ofGroup = Condition(
            "StringEquals", "aws:ResourceTag/aws:autoscaling:groupName", ["${auto-scaling.group}"])
        return IAMPermission(
            "ec2:\(operation)", on: "\(partition):ec2:\(region):\(account):instance/*",
            where: conditions + [ofGroup])
    }

    /// An action of EC2 on some of an instance's tags, whose keys may be known only in a run.
    static func tags(_ operation: String, _ keys: [String]) -> IAMPermission {
        guard !keys.isEmpty else { return instance(operation) }
        // A request that names no key takes all tags away, and no key is among any.
        return instance(
            operation,
            where: [
                Condition("ForAllValues:StringEquals", "aws:TagKeys", keys.map(Template.escaped)),
                Condition("Null", "aws:TagKeys", ["false"]),
            ])
    }

    /// An action of Auto Scaling on a group.
    static func group(_ operation: String, named name: String? = nil) -> IAMPermission {
        let name = name ?? "${auto-scaling.group}"
        return IAMPermission(
            "autoscaling:\(operation)",
            on: "\(partition):autoscaling:\(region):\(account):autoScalingGroup:*"
                + ":autoScalingGroupName/\(name)")
    }

    /// An action of Auto Scaling on some of a group's tags.
    static func groupTags(_ operation: String, _ keys: [String]) -> IAMPermission {
        let group = group(operation)
        return IAMPermission(
            group.action, on: group.resource,
            where: [
                Condition("ForAllValues:StringEquals", "aws:TagKeys", keys.map(Template.escaped))
            ])
    }

    /// Questions of Auto Scaling cannot be narrowed.
    static func autoScaling(_ operation: String) -> IAMPermission {
        IAMPermission("autoscaling:\(operation)")
    }

    /// An action of CloudFormation on a stack of that service.
    static func cloudFormation(_ operation: String, stack: String?) -> IAMPermission {
        IAMPermission(
            "cloudformation:\(operation)",
            on: "\(partition):cloudformation:\(region):\(account):stack/\(stack ?? "*")/*")
    }

    /// An action of S3 on the objects of a folder.
    static func object(_ operation: String, in folder: ObjectFolder?) -> IAMPermission {
        IAMPermission(
            "s3:\(operation)",
            on: "\(partition):s3:::" + (folder.map { "\($0.bucket)/\($0.prefix)*" } ?? "*/*"))
    }
}

extension [IAMPermission] {
    /// The same permissions, for another use.
    func used(for use: PermissionUse) -> [IAMPermission] { map { $0.used(for: use) } }
}
