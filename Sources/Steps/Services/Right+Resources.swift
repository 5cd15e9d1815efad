import Pipeline

// What the actions of each service can be narrowed to (Service Authorization Reference). A role is that
// of many instances, so no right is narrowed to one of them.

extension Right {
    private static let partition = "arn:${aws.partition}"
    private static let account = "${instance.account-id}"
    private static let region = "${instance.region}"

    /// An action of OpsWorks on the stack.
    ///
    /// A stack may be known by the endpoint of another region than its own.
    static func opsWorks(_ operation: String) -> Right {
        Right(
            "opsworks:\(operation)",
            on: "\(partition):opsworks:*:\(account):stack/${stack.id}/")
    }

    /// All stacks are listed, which cannot be narrowed.
    static let describeStacks = Right("opsworks:DescribeStacks")

    /// An action of EC2 on instances, of the Auto Scaling group where it is known.
    static func instance(_ operation: String, where conditions: [Condition] = []) -> Right {
        let ofGroup = Condition(
            "StringEquals", "aws:ResourceTag/aws:autoscaling:groupName", ["${auto-scaling.group}"])
        return Right(
            "ec2:\(operation)", on: "\(partition):ec2:\(region):\(account):instance/*",
            where: conditions + [ofGroup])
    }

    /// An action of EC2 on some of an instance's tags, whose keys may be known only in a run.
    static func tags(_ operation: String, _ keys: [String]) -> Right {
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
    static func group(_ operation: String, named name: String? = nil) -> Right {
        let name = name ?? "${auto-scaling.group}"
        return Right(
            "autoscaling:\(operation)",
            on: "\(partition):autoscaling:\(region):\(account):autoScalingGroup:*"
                + ":autoScalingGroupName/\(name)")
    }

    /// Questions of Auto Scaling cannot be narrowed.
    static func autoScaling(_ operation: String) -> Right { Right("autoscaling:\(operation)") }

    /// An action of CloudFormation on a stack of that service.
    static func cloudFormation(_ operation: String, stack: String?) -> Right {
        Right(
            "cloudformation:\(operation)",
            on: "\(partition):cloudformation:\(region):\(account):stack/\(stack ?? "*")/*")
    }

    /// Questions of Systems Manager, and orders to it, that cannot be narrowed.
    static func systemsManager(_ operation: String) -> Right { Right("ssm:\(operation)") }

    /// Reading the parameters below the path of a layer; `stack` and `layer` are templates of its two parts.
    static func parameters(below stack: Value?, _ layer: Value?) -> Right {
        let path = "\(stack?.text ?? "/*")/\(layer?.text ?? "*")"
        return Right(
            "ssm:GetParametersByPath", on: "\(partition):ssm:\(region):\(account):parameter\(path)")
    }

    /// Sending a document, of AWS' or the account's own, to instances of the group; both are asked for.
    static func sendCommand(_ document: Value?) -> [Right] {
        let name = document?.text.split(separator: "/").last.map(String.init) ?? "*"
        let instances = instance("SendCommand")
        return [
            Right("ssm:SendCommand", on: "\(partition):ssm:\(region):*:document/\(name)"),
            Right("ssm:SendCommand", on: instances.resource, where: instances.conditions),
        ]
    }

    /// An action of S3 on the objects of a folder.
    static func object(_ operation: String, in folder: S3Folder?) -> Right {
        Right(
            "s3:\(operation)",
            on: "\(partition):s3:::" + (folder.map { "\($0.bucket)/\($0.prefix)*" } ?? "*/*"))
    }

    /// An action of IAM on the users that instances register with.
    static func users(_ operation: String) -> Right {
        Right(
            "iam:\(operation)",
            on: "\(partition):iam::\(account):user\(RegistrationUser.groupPath)*")
    }

    /// An action of IAM on the groups that these users are in.
    static func userGroups(_ operation: String) -> Right {
        Right(
            "iam:\(operation)",
            on: "\(partition):iam::\(account):group\(RegistrationUser.groupPath)OpsWorks-*")
    }
}

extension Right.Use {
    /// To undo that the instance was registered, by itself or by an IAM user.
    static let leavingStack = Right.Use.leaving(["opsworks:RegisterInstance", "iam:CreateUser"])
}

extension [Right] {
    /// The same rights, for another use.
    func used(for use: Right.Use) -> [Right] { map { $0.used(for: use) } }
}
