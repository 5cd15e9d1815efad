/// The environment in which a program uses the local cloud as AWS and one machine as its own.
package struct ClientEnvironment: Sendable, Equatable {
    /// The variables.
    package private(set) var variables: [String: String]

    /// Prepares an environment.
    ///
    /// It has nothing that leads to the caller's real AWS account: no `AWS_` variable, and no
    /// shared configuration file. The credentials come from the machine's role, as on a real
    /// instance.
    ///
    /// - Parameters:
    ///   - caller: The environment to start from.
    ///   - endpoint: The endpoint of all services.
    ///   - machine: The machine that the program runs on.
    ///   - root: The folder that stands for `/`.
    package init(
        from caller: [String: String], endpoint: String, machine: LocalCloud.BootingMachine,
        root: String
    ) {
        variables = caller.filter { !$0.key.begins(with: "AWS_") }
        variables["AWS_ENDPOINT_URL"] = endpoint
        variables["AWS_EC2_METADATA_SERVICE_ENDPOINT"] = machine.metadata
        variables["AWS_REGION"] = machine.region
        variables["AWS_DEFAULT_REGION"] = machine.region
        variables["AWS_CONFIG_FILE"] = "/dev/null"
        variables["AWS_SHARED_CREDENTIALS_FILE"] = "/dev/null"
        variables["ENLIST_ROOT"] = root
        for name in ["no_proxy", "NO_PROXY"] {
            let others = caller[name].map { "\($0)," } ?? ""
            variables[name] = others + "127.0.0.1,localhost"
        }
    }

    /// Uses a key instead of the machine's role.
    package mutating func use(_ key: Credential) {
        variables["AWS_ACCESS_KEY_ID"] = key.accessKeyID
        variables["AWS_SECRET_ACCESS_KEY"] = key.secretAccessKey
    }

    /// Makes the machine's metadata the proxy for plain HTTP.
    ///
    /// A program with a hard-coded address of the metadata service, such as `aws opsworks
    /// register`, then reaches this machine's metadata and never the real service.
    package mutating func reachMetadataByProxy() {
        variables["http_proxy"] = variables["AWS_EC2_METADATA_SERVICE_ENDPOINT"]
    }
}
