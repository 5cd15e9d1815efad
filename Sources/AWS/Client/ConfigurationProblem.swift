/// What is wrong with the machine's configuration of AWS; worded in `AWSError+Wording.swift`.
package enum ConfigurationProblem: Error, Sendable, Equatable {
    /// The text is not a valid region.
    case invalidRegion(String)
    /// A variable holds no usable endpoint; carries its name and the problem.
    case invalidEndpoint(String, String)
    /// A variable names an endpoint, and a setting asks for another kind of endpoint.
    case conflictingEndpoint(String, setting: String)
    /// The service has no endpoint of the requested kind in the region.
    case noSuchEndpoint(service: String, region: String, setting: String)
    /// A variable does not hold a valid time.
    case invalidTime(variable: String)
    /// A profile names a section `[services …]` that the config file does not have.
    case unknownServices(String, profile: String)
    /// Only one of two variables that belong together is set.
    case missingVariable(String, besides: String)
    /// A file cannot be read; carries its path and the reason.
    case unreadableFile(String, String)
    /// A line of a shared file is invalid; carries path, line and problem.
    case malformedFile(String, line: Int, String)
    /// The requested profile is in neither file; carries its name and the files.
    case unknownProfile(String, files: [String])
    /// Profiles take their credentials from each other in a circle.
    case profileLoop([String])
    /// A profile lacks a setting that another of its settings needs.
    case incompleteProfile(String, missing: String)
    /// A profile uses a feature that enlist does not support.
    case unsupportedSetting(profile: String, String)
    /// A profile's `credential_process` returned no credentials; carries what happened.
    case processFailed(profile: String, String)
    /// `AWS_CONTAINER_CREDENTIALS_FULL_URI` names a host to which no token may be sent.
    case untrustedHost(String)
    /// The token for container credentials is not valid in a header.
    case invalidToken(source: String)
    /// `AWS_EC2_METADATA_DISABLED` is set.
    case metadataDisabled
}
