extension SystemsManager {
    /// The ARN of a parameter, or of everything below a path; `name` begins with a slash.
    package func arn(ofParameter name: String, account: String) -> String {
        "arn:\(client.endpoints.partitions[region].name):ssm:\(region):\(account):parameter\(name)"
    }
}
