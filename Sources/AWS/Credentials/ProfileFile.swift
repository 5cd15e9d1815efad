import Bytes

/// The sections of one shared file, parsed as botocore parses them.
///
/// Lines that are indented deeper than the setting above them continue it: under an empty setting
/// they are settings of their own, named after both: `s3.max_concurrent_requests`.
struct ProfileFile: Sendable, Equatable {
    /// Which of the two files it is: their section names differ.
    enum Kind: Sendable {
        /// `~/.aws/config`: `[default]`, `[profile name]`, and sections that are not profiles.
        case config
        /// `~/.aws/credentials`: `[name]`.
        case credentials
    }

    /// The settings of each profile, names in lower case.
    private(set) var profiles: [String: [String: String]] = [:]
    /// The settings of each section `[services name]`.
    private(set) var services: [String: [String: String]] = [:]

    /// The section to which settings are added.
    private enum Section {
        case profile(String)
        case services(String)
        case other
    }

    /// Parses `text`, which comes from `path`.
    ///
    /// - Throws: `ConfigurationProblem.malformedFile` with the line's number. It never contains the
    ///   line, which may hold a secret.
    init(_ text: String, path: String, kind: Kind) throws(ConfigurationProblem) {
        var section: Section?
        var setting: (name: String, indent: Int)?
        var sections: Set<String> = []
        var settings: Set<String> = []
        for (place, line) in text.lines().enumerated() {
            let content = line.trimmed()
            if content.isEmpty || content.begins(with: "#") || content.begins(with: ";") {
                continue
            }
            func malformed(_ problem: String) -> ConfigurationProblem {
                .malformedFile(path, line: place + 1, problem)
            }
            let indent = line.utf8.prefix { $0 == 0x20 || $0 == 0x09 }.count
            if let section, let setting, indent > setting.indent {
                guard extend(section, setting.name, content) else {
                    throw malformed("neither a setting nor the rest of one")
                }
                continue
            }
            if let header = content.rest(after: "[") {
                guard let (name, _) = header.halves(around: "]") else {
                    throw malformed("‘]’ is missing")
                }
                guard sections.insert(name).inserted else {
                    throw malformed("the section stands twice in the file")
                }
                section = ProfileFile.section(name, kind)
                setting = nil
                settings = []
                begin(section)
                continue
            }
            guard let section else { throw malformed("a setting stands before the first profile") }
            let isSign = { (byte: UInt8) in byte == UInt8(ascii: "=") || byte == UInt8(ascii: ":") }
            guard let sign = content.utf8.firstIndex(where: isSign) else {
                throw malformed("neither a profile nor a setting")
            }
            let name = Substring(content.utf8[..<sign]).trimmed().lowercased()
            guard !name.isEmpty else { throw malformed("a setting without a name") }
            guard settings.insert(name).inserted else {
                throw malformed("the setting stands twice in its section")
            }
            setting = (name, indent)
            self[section, name] = Substring(content.utf8[sign...].dropFirst()).trimmed()
        }
    }

    /// Starts an empty section, which replaces one of the same name in another spelling.
    private mutating func begin(_ section: Section?) {
        switch section {
        case .profile(let name): profiles[name] = [:]
        case .services(let name): services[name] = [:]
        case .other, nil: break
        }
    }

    private subscript(_ section: Section, _ setting: String) -> String? {
        get {
            switch section {
            case .profile(let name): profiles[name]?[setting]
            case .services(let name): services[name]?[setting]
            case .other: nil
            }
        }
        set {
            switch section {
            case .profile(let name): profiles[name]?[setting] = newValue
            case .services(let name): services[name]?[setting] = newValue
            case .other: break
            }
        }
    }

    /// Adds a line to a setting, or a setting to an empty one.
    ///
    /// - Returns: false if neither is possible.
    private mutating func extend(_ section: Section, _ name: String, _ content: String) -> Bool {
        guard let value = self[section, name] else { return true }
        if !value.isEmpty {
            self[section, name] = value + "\n" + content
            return true
        }
        guard let (inner, text) = content.halves(around: "=") else { return false }
        self[section, "\(name).\(inner.trimmed())"] = text.trimmed()
        return true
    }

    /// The section that a name stands for.
    private static func section(_ text: String, _ kind: Kind) -> Section {
        let name = text.trimmed()
        guard kind == .config, name != "default" else { return .profile(name) }
        // Two words as a shell reads them; `[profile foo bar]` is not a profile.
        guard let words = CommandWords.split(name), words.count == 2 else { return .other }
        return switch words[0] {
        case "profile": .profile(words[1])
        case "services": .services(words[1])
        default: .other
        }
    }
}
