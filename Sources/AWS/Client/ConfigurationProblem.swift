/// What is wrong with what the machine was told about AWS; worded in `AWSError+Wording.swift`.
package enum ConfigurationProblem: Error, Sendable, Equatable {
    /// The region cannot be one.
    case invalidRegion(String)
    /// A variable holds no usable endpoint; carries its name and the problem.
    case invalidEndpoint(String, String)
    /// An endpoint is named by the variable, and the setting asks for another sort of endpoint.
    case conflictingEndpoint(String, setting: String)
    /// The service has no endpoint in the region as the setting asks for.
    case noSuchEndpoint(service: String, region: String, setting: String)
    /// A variable that should hold a time does not.
    case invalidTime(variable: String)
    /// A profile names a section `[services …]` that the config file does not have.
    case unknownServices(String, profile: String)
    /// One of two variables that belong together is missing.
    case missingVariable(String, besides: String)
    /// A file cannot be read; carries its path and the reason.
    case unreadableFile(String, String)
    /// A line of a shared file cannot be understood; carries path, line and problem.
    case malformedFile(String, line: Int, String)
    /// The profile that is asked for is in neither file; carries its name and the files.
    case unknownProfile(String, files: [String])
    /// Profiles take their credentials from each other in a circle.
    case profileLoop([String])
    /// A profile lacks a setting that another of its settings needs.
    case incompleteProfile(String, missing: String)
    /// A profile asks for something that enlist does not do.
    case unsupportedSetting(profile: String, String)
    /// A profile's `credential_process` gave no credentials; carries what it did.
    case processFailed(profile: String, String)
    /// `AWS_CONTAINER_CREDENTIALS_FULL_URI` names a host to which no token may be sent.
    case untrustedHost(String)
    /// The token for container credentials cannot be sent.
    case invalidToken(source: String)
    /// `AWS_EC2_METADATA_DISABLED` is set.
    case metadataDisabled
}
