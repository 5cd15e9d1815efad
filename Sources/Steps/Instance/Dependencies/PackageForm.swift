import Bytes

/// How a package is requested in the notation of a manager: a name, and a version or an
/// architecture that it is pinned to.
///
/// - apt: `name`, `name=version`, `name:architecture`, `name:architecture=version`.
/// - dnf and yum: `name`, `name-version`, `name-version-release`, each optionally followed by
///   `.architecture`; a version may have an epoch, `1:2.3`.
/// - zypper: as dnf, and `name=version`.
/// - apk: `name`, `name=version`.
struct PackageForm: Sendable, Equatable {
    /// All but the version behind `=` and the architecture behind `:`.
    let name: String
    let version: String?
    let architecture: String?

    /// Parses a text; nil if it is not a form of the manager.
    ///
    /// It rejects everything that a manager could read as an option, a pattern, a file, a group or
    /// (at the end, for apt) an order to remove the package.
    init?(_ text: String, for manager: PackageManagerName) {
        guard (1...Self.longest).contains(text.utf8.count) else { return nil }
        let halves = text.halves(around: "=")
        let start = halves?.before ?? text
        version = halves?.after
        switch manager {
        case .apt:
            let parts = start.halves(around: ":")
            name = parts?.before ?? start
            architecture = parts?.after
        case .dnf, .yum, .zypper, .apk:
            name = start
            architecture = nil
        }
        if let version {
            let takesIt = manager != .dnf && manager != .yum
            guard takesIt, Self.isMade(version, with: "+._-~^:") else { return nil }
        }
        if let architecture {
            guard Self.isMade(architecture, with: "-"),
                architecture.utf8.first?.isLetter ?? false
            else { return nil }
        }
        let isRPM = manager != .apt && manager != .apk
        guard Self.isMade(name, with: isRPM ? "+._-~^:" : "+._-"),
            !isRPM || Self.hasEpochsOnly(name)
        else { return nil }
    }

    /// enlist's limit for the length, in bytes.
    private static let longest = 128

    /// A regular expression (ECMA 262) that matches all forms, and more than them.
    static let pattern = "^[A-Za-z0-9]([A-Za-z0-9+._~^:=-]{0,126}[A-Za-z0-9+._~^])?$"

    /// Whether a text begins with a letter or a digit, does not end in `-`, and has no other
    /// characters than letters, digits and these.
    private static func isMade(_ text: String, with signs: String) -> Bool {
        guard let first = text.utf8.first, first.isLetter || first.isDigit else { return false }
        return text.utf8.last != UInt8(ascii: "-")
            && text.utf8.allSatisfy { $0.isLetter || $0.isDigit || signs.utf8.contains($0) }
    }

    /// Whether each `:` belongs to a version's epoch, `-1:` or `1:` at the beginning; any other is
    /// a module's.
    private static func hasEpochsOnly(_ name: String) -> Bool {
        guard let (before, after) = name.halves(around: ":") else { return true }
        let epoch = before.parts(at: "-").last ?? before
        return !after.isEmpty && !after.hasByte(":") && !epoch.isEmpty
            && epoch.utf8.allSatisfy(\.isDigit)
    }
}
