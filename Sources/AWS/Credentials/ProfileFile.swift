import Bytes

/// The profiles of one shared file, read as botocore reads them.
///
/// Lines that are indented deeper than the setting above them continue it: under an empty setting
/// they are settings of its own (`s3 =`), which enlist has no use for.
struct ProfileFile: Sendable, Equatable {
    /// Which of the two files it is: they name their profiles differently.
    enum Kind: Sendable {
        /// `~/.aws/config`: `[default]`, `[profile name]`, and sections that are no profiles.
        case config
        /// `~/.aws/credentials`: `[name]`.
        case credentials
    }

    /// The settings of each profile, names in lower case.
    private(set) var profiles: [String: [String: String]] = [:]

    /// Reads `text`, which comes from `path`.
    ///
    /// - Throws: `ConfigurationProblem.malformedFile` with the line. It never echoes the line, which
    ///   may hold a secret.
    init(_ text: String, path: String, kind: Kind) throws(ConfigurationProblem) {
        var profile: String?
        var setting: (name: String, indent: Int)?
        var hasSection = false
        for (place, line) in text.lines().enumerated() {
            let content = line.trimmed()
            if content.isEmpty || content.begins(with: "#") || content.begins(with: ";") {
                continue
            }
            let indent = line.utf8.prefix { $0 == 0x20 || $0 == 0x09 }.count
            if let setting, indent > setting.indent {
                extend(profile, setting.name, content)
                continue
            }
            func malformed(_ problem: String) -> ConfigurationProblem {
                .malformedFile(path, line: place + 1, problem)
            }
            if let section = content.rest(after: "[") {
                guard let (name, _) = section.halves(around: "]") else {
                    throw malformed("‘]’ is missing")
                }
                profile = ProfileFile.profile(name, kind)
                hasSection = true
                setting = nil
                if let profile { profiles[profile, default: [:]] = profiles[profile] ?? [:] }
                continue
            }
            guard hasSection else { throw malformed("a setting stands before the first profile") }
            let isSign = { (byte: UInt8) in byte == UInt8(ascii: "=") || byte == UInt8(ascii: ":") }
            guard let sign = content.utf8.firstIndex(where: isSign) else {
                throw malformed("neither a profile nor a setting")
            }
            let name = Substring(content.utf8[..<sign]).trimmed().lowercased()
            guard !name.isEmpty else { throw malformed("a setting without a name") }
            setting = (name, indent)
            if let profile {
                let value = Substring(content.utf8[sign...].dropFirst()).trimmed()
                profiles[profile]?[name] = value
            }
        }
    }

    private mutating func extend(_ profile: String?, _ name: String, _ content: String) {
        guard let profile, let value = profiles[profile]?[name], !value.isEmpty else { return }
        profiles[profile]?[name] = value + "\n" + content
    }

    /// The profile that a section's name means; nil where it is a section of another sort.
    private static func profile(_ section: String, _ kind: Kind) -> String? {
        let name = section.trimmed()
        guard kind == .config, name != "default" else { return name }
        guard let rest = name.rest(after: "profile"), rest.utf8.first?.isSpace ?? false else {
            return nil
        }
        return rest.trimmed().trimmingQuotes()
    }
}

extension String {
    fileprivate func trimmingQuotes() -> String {
        for quote in ["\"", "'"]
        where utf8.count >= 2 && begins(with: quote) && ends(with: quote) {
            return String(decoding: utf8.dropFirst().dropLast(), as: UTF8.self)
        }
        return self
    }
}
