import Bytes

/// The merged profiles of `~/.aws/config` and `~/.aws/credentials`.
struct SharedProfiles: Sendable {
    /// The name of the requested profile.
    let selected: String
    /// Whether `AWS_PROFILE` names it, so that it must exist.
    let isNamed: Bool
    /// The files that are read, including those that do not exist.
    let files: [String]
    private let profiles: [String: [String: String]]
    /// The sections `[services name]` of the config file.
    private let services: [String: [String: String]]
    /// The profiles of the credentials file alone.
    private let ofCredentials: [String: [String: String]]

    /// Reads the files that `environment` names (`AWS_CONFIG_FILE`, `AWS_SHARED_CREDENTIALS_FILE`),
    /// by default those in `HOME`.
    ///
    /// - Throws: `ConfigurationProblem` for a file that exists and cannot be used.
    init(environment: [String: String]) throws(ConfigurationProblem) {
        func value(_ name: String) -> String? {
            environment[name].flatMap { $0.isEmpty ? nil : $0 }
        }
        let home = value("HOME")
        func path(_ variable: String, _ standard: String) -> String? {
            let path = value(variable) ?? standard
            guard path == "~" || path.begins(with: "~/") else { return path }
            return home.map { $0 + path.dropping(bytes: 1) }
        }
        let named = value("AWS_PROFILE") ?? value("AWS_DEFAULT_PROFILE")
        selected = named ?? "default"
        isNamed = named != nil

        var files: [String] = []
        var profiles: [String: [String: String]] = [:]
        var services: [String: [String: String]] = [:]
        var ofCredentials: [String: [String: String]] = [:]
        // Read last, so that its settings win.
        let kinds: [(String?, ProfileFile.Kind)] = [
            (path("AWS_CONFIG_FILE", "~/.aws/config"), .config),
            (path("AWS_SHARED_CREDENTIALS_FILE", "~/.aws/credentials"), .credentials),
        ]
        for case (let file?, let kind) in kinds {
            files.append(file)
            guard let text = try SmallFile.text(file) else { continue }
            let read = try ProfileFile(text, path: file, kind: kind)
            profiles.merge(read.profiles) { $0.merging($1) { $1 } }
            switch kind {
            case .config: services = read.services
            case .credentials: ofCredentials = read.profiles
            }
        }
        self.files = files
        self.profiles = profiles
        self.services = services
        self.ofCredentials = ofCredentials
    }

    /// A profile by its name; nil if neither file has it.
    subscript(name: String) -> Profile? {
        profiles[name].map {
            Profile(name: name, settings: $0, ofCredentials: ofCredentials[name] ?? [:])
        }
    }

    /// The settings of the section that a profile names with `services`; none if it names none.
    ///
    /// - Throws: `ConfigurationProblem.unknownServices` if there is no such section.
    func services(of profile: Profile) throws(ConfigurationProblem) -> [String: String] {
        guard let name = profile["services"] else { return [:] }
        guard let found = services[name] else {
            throw .unknownServices(name, profile: profile.name)
        }
        return found
    }
}
