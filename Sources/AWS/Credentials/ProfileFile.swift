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
        for (place, line) in text.split(
            omittingEmptySubsequences: false, whereSeparator: \.isNewline
        )
        .enumerated() {
            let content = String(line).trimmed()
            if content.isEmpty || content.hasPrefix("#") || content.hasPrefix(";") { continue }
            let indent = line.prefix { $0 == " " || $0 == "\t" }.count
            if let setting, indent > setting.indent {
                extend(profile, setting.name, content)
                continue
            }
            func malformed(_ problem: String) -> ConfigurationProblem {
                .malformedFile(path, line: place + 1, problem)
            }
            if content.hasPrefix("[") {
                guard let end = content.firstIndex(of: "]") else {
                    throw malformed("‘]’ is missing")
                }
                profile = ProfileFile.profile(String(content[..<end].dropFirst()), kind)
                hasSection = true
                setting = nil
                if let profile { profiles[profile, default: [:]] = profiles[profile] ?? [:] }
                continue
            }
            guard hasSection else { throw malformed("a setting stands before the first profile") }
            guard let equals = content.firstIndex(where: { $0 == "=" || $0 == ":" }) else {
                throw malformed("neither a profile nor a setting")
            }
            let name = String(content[..<equals]).trimmed().lowercased()
            guard !name.isEmpty else { throw malformed("a setting without a name") }
            setting = (name, indent)
            if let profile {
                let value = String(content[content.index(after: equals)...]).trimmed()
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
        guard name.hasPrefix("profile"), let space = name.firstIndex(where: \.isWhitespace),
            name[..<space] == "profile"
        else { return nil }
        return String(name[space...]).trimmed().trimmingQuotes()
    }
}

extension String {
    fileprivate func trimmingQuotes() -> String {
        for quote in ["\"", "'"] where count >= 2 && hasPrefix(quote) && hasSuffix(quote) {
            return String(dropFirst().dropLast())
        }
        return self
    }
}
