import Bytes

/// The settings for calls of AWS from environment and selected profile, under the variables' names.
///
/// A variable overrides the profile's setting (docs/aws-settings.md has the table, compared with
/// botocore's).
package struct SharedSettings: Sendable {
    static let fips = "AWS_USE_FIPS_ENDPOINT"
    static let dualStack = "AWS_USE_DUALSTACK_ENDPOINT"
    private static let ignoresEndpoints = "AWS_IGNORE_CONFIGURED_ENDPOINT_URLS"
    private static let anyEndpoint = "AWS_ENDPOINT_URL"

    /// The environment, completed by the profile.
    package let environment: [String: String]
    /// Why the shared files cannot be used; every sender of a request gets this error.
    package let problem: ConfigurationProblem?
    /// The partitions of the regions that requests go to.
    package let partitions = Partitions()

    /// Reads the shared files that `environment` names.
    package init(completing environment: [String: String]) {
        var completed = environment
        var problem: ConfigurationProblem?
        do throws(ConfigurationProblem) {
            try Self.complete(&completed, from: SharedProfiles(environment: environment))
        } catch {
            problem = error
        }
        if Self.isOn(completed[Self.ignoresEndpoints]) {
            completed = completed.filter { !$0.key.begins(with: Self.anyEndpoint) }
        }
        self.environment = completed
        self.problem = problem
    }

    /// Whether a setting is `true`, in letters of any case.
    func isOn(_ name: String) -> Bool { Self.isOn(environment[name]) }

    /// The region of environment or profile; nil if neither has one.
    package var region: String? { Self.value("AWS_REGION", environment) }

    private static func isOn(_ text: String?) -> Bool {
        text?.isSpelledInAnyCase("true") ?? false
    }

    private static func value(_ name: String, _ environment: [String: String]) -> String? {
        environment[name].flatMap { $0.isEmpty ? nil : $0 }
    }

    private static func complete(
        _ environment: inout [String: String], from profiles: SharedProfiles
    ) throws(ConfigurationProblem) {
        // Some older SDKs know only the second name.
        if value("AWS_REGION", environment) == nil {
            environment["AWS_REGION"] = value("AWS_DEFAULT_REGION", environment)
        }
        guard let profile = profiles[profiles.selected] else { return }
        for (variable, setting) in [
            (fips, "use_fips_endpoint"), (dualStack, "use_dualstack_endpoint"),
            (ignoresEndpoints, "ignore_configured_endpoint_urls"), ("AWS_REGION", "region"),
            ("AWS_CA_BUNDLE", "ca_bundle"),
            ("AWS_EC2_METADATA_SERVICE_ENDPOINT", "ec2_metadata_service_endpoint"),
            ("AWS_EC2_METADATA_SERVICE_ENDPOINT_MODE", "ec2_metadata_service_endpoint_mode"),
        ] where value(variable, environment) == nil {
            environment[variable] = profile[setting]
        }
        // Both of the environment's variables override both of the profile's settings.
        guard value(anyEndpoint, environment) == nil, !isOn(environment[ignoresEndpoints]) else {
            return
        }
        let services = try profiles.services(of: profile)
        for service in Service.all + [.ssmMessages] {
            let variable = Endpoints.variable(of: service)
            guard value(variable, environment) == nil else { continue }
            let setting = "\(service.environmentName.lowercased()).endpoint_url"
            environment[variable] = services[setting]
        }
        environment[anyEndpoint] = profile["endpoint_url"]
    }
}
