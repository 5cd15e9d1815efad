/// The policies of AWS' own that registering an instance may attach.
package enum ManagedPolicy {
    private static let allowed: [String: [String]] = [
        "AdministratorAccess": ["*"],
        "AWSOpsWorksInstanceRegistration": [
            "opsworks:DescribeStackProvisioningParameters", "opsworks:DescribeStacks",
            "opsworks:RegisterInstance",
        ],
        "AWSOpsWorksRegisterCLI_EC2": [
            "opsworks:AssignInstance", "opsworks:CreateLayer", "opsworks:DeregisterInstance",
            "opsworks:DescribeInstances", "opsworks:DescribeStackProvisioningParameters",
            "opsworks:DescribeStacks", "opsworks:UnassignInstance", "ec2:DescribeInstances",
        ],
    ]

    /// The policy of an ARN such as `arn:aws:iam::aws:policy/AWSOpsWorksInstanceRegistration`.
    package static func named(_ arn: String) -> Policy? {
        let parts = arn.parts(at: ":", most: 5)
        guard parts.count == 6, parts[0] == "arn", parts[2...4] == ["iam", "", "aws"],
            let name = parts[5].rest(after: "policy/")
        else { return nil }
        return allowed[name].map { Policy(allowing: $0) }
    }
}
