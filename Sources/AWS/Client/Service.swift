/// The names of an AWS service.
package struct Service: Sendable, Equatable {
    /// The name in host names, in signatures and in the names of IAM actions.
    package let name: String
    /// The name in `AWS_ENDPOINT_URL_<SERVICE>`.
    package let environmentName: String

    package static let opsworks = Service(name: "opsworks", environmentName: "OPSWORKS")
    package static let ec2 = Service(name: "ec2", environmentName: "EC2")
    package static let iam = Service(name: "iam", environmentName: "IAM")
    package static let autoScaling = Service(
        name: "autoscaling", environmentName: "AUTO_SCALING")
    package static let cloudFormation = Service(
        name: "cloudformation", environmentName: "CLOUDFORMATION")
    package static let sts = Service(name: "sts", environmentName: "STS")

    package static let s3 = Service(name: "s3", environmentName: "S3")
    package static let systemsManager = Service(name: "ssm", environmentName: "SSM")
    /// The channel of Systems Manager's agent, which enlist itself never calls.
    package static let ssmMessages = Service(
        name: "ssmmessages", environmentName: "SSMMESSAGES")

    package static let all = [
        opsworks, ec2, iam, autoScaling, cloudFormation, sts, s3, systemsManager,
    ]
}
