import Bytes

/// One profile.
struct Profile: Sendable {
    let name: String
    private let settings: [String: String]
    /// The settings of the credentials file alone.
    private let ofCredentials: [String: String]

    init(name: String, settings: [String: String], ofCredentials: [String: String]) {
        self.name = name
        self.settings = settings
        self.ofCredentials = ofCredentials
    }

    /// The value of a setting; nil if it is absent or empty.
    subscript(setting: String) -> String? {
        settings[setting].flatMap { $0.isEmpty ? nil : $0 }
    }

    /// The first setting whose name has this prefix.
    func setting(beginningWith prefix: String) -> String? {
        settings.keys.sorted().first { $0.begins(with: prefix) }
    }

    /// Whether its keys take precedence over its `credential_process`: those of the credentials
    /// file do.
    var hasKeysFirst: Bool {
        ["aws_access_key_id", "aws_secret_access_key"].contains {
            ofCredentials[$0]?.isEmpty == false
        }
    }

    /// Keys in the profile itself.
    ///
    /// - Throws: `ConfigurationProblem.incompleteProfile` if one is there without the other.
    func keys() throws(ConfigurationProblem) -> Credentials? {
        switch (self["aws_access_key_id"], self["aws_secret_access_key"]) {
        case (nil, nil): return nil
        case (let id?, let secret?):
            return Credentials(
                accessKeyID: id, secretAccessKey: secret,
                sessionToken: self["aws_security_token"] ?? self["aws_session_token"])
        case (nil, _?): throw .incompleteProfile(name, missing: "aws_access_key_id")
        case (_?, nil): throw .incompleteProfile(name, missing: "aws_secret_access_key")
        }
    }
}
