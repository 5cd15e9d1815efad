import Pipeline

extension IAMPermission {
    /// An action of OpsWorks on the stack.
    ///
    /// A stack may be known by the endpoint of another region than its own.
    static func opsWorks(_ operation: String) -> IAMPermission {
        IAMPermission(
            "opsworks:\(operation)",
            on: "\(partition):opsworks:*:\(account):stack/${stack.id}/")
    }

    /// By whose names it is known that the instance is registered: by itself, or by an IAM user.
    static let joiningStack = ["opsworks:RegisterInstance", "iam:CreateUser"]

    /// All stacks are listed, which cannot be narrowed.
    static let describeStacks = IAMPermission("opsworks:DescribeStacks")

    /// An action of IAM on the users that instances register with.
    static func users(_ operation: String) -> IAMPermission {
        IAMPermission(
            "iam:\(operation)",
            on: "\(partition):iam::\(account):user\(RegistrationUser.groupPath)*")
    }

    /// An action of IAM on the groups that these users are in.
    static func userGroups(_ operation: String) -> IAMPermission {
        IAMPermission(
            "iam:\(operation)",
            on: "\(partition):iam::\(account):group\(RegistrationUser.groupPath)OpsWorks-*")
    }
}

extension PermissionUse {
    /// To undo that the instance was registered.
    static let leavingStack = PermissionUse.leaving(IAMPermission.joiningStack)
}
