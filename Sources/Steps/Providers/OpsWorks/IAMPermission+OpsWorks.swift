import Pipeline

extension IAMPermission {
    /// A permission for an OpsWorks action on the stack.
    ///
    /// The endpoint that knows a stack may be in another region than the stack.
    static func opsWorks(_ operation: String) -> IAMPermission {
        IAMPermission(
            "opsworks:\(operation)",
            on: "\(partition):opsworks:*:\(account):stack/${stack.id}/")
    }

    /// The actions that show that the instance has been registered: by itself, or by an IAM user.
    static let joiningStack = ["opsworks:RegisterInstance", "iam:CreateUser"]

    /// The permission to list all stacks, which cannot be narrowed.
    static let describeStacks = IAMPermission("opsworks:DescribeStacks")

    /// A permission for an IAM action on the users that instances register with.
    static func users(_ operation: String) -> IAMPermission {
        IAMPermission(
            "iam:\(operation)",
            on: "\(partition):iam::\(account):user\(RegistrationUser.groupPath)*")
    }

    /// A permission for an IAM action on the groups of these users.
    static func userGroups(_ operation: String) -> IAMPermission {
        IAMPermission(
            "iam:\(operation)",
            on: "\(partition):iam::\(account):group\(RegistrationUser.groupPath)OpsWorks-*")
    }
}

extension PermissionUse {
    /// The use for undoing the registration.
    static let leavingStack = PermissionUse.leaving(IAMPermission.joiningStack)
}
