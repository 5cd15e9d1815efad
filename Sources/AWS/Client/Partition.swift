import Bytes

/// A part of AWS with names and a global region of its own.
enum Partition {
    case aws
    case china
    case governmentOfTheUS

    init(_ region: String) {
        if region.begins(with: "cn-") {
            self = .china
        } else if region.begins(with: "us-gov-") {
            self = .governmentOfTheUS
        } else {
            self = .aws
        }
    }

    /// What the names of all its resources begin with, after `arn:`.
    var name: String {
        switch self {
        case .aws: "aws"
        case .china: "aws-cn"
        case .governmentOfTheUS: "aws-us-gov"
        }
    }

    /// The region for which requests to global services (IAM) are signed.
    var globalRegion: String {
        switch self {
        case .aws: "us-east-1"
        case .china: "cn-north-1"
        case .governmentOfTheUS: "us-gov-west-1"
        }
    }

    func host(of service: Service, in region: String) -> String {
        switch (self, service) {
        case (.aws, .iam): "iam.amazonaws.com"
        case (.china, .iam): "iam.cn-north-1.amazonaws.com.cn"
        case (.governmentOfTheUS, .iam): "iam.us-gov.amazonaws.com"
        case (.china, _): "\(service.name).\(region).amazonaws.com.cn"
        default: "\(service.name).\(region).amazonaws.com"
        }
    }
}
