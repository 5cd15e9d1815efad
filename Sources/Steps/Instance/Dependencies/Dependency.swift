import Bytes
import Pipeline

/// A package that the machine must have, with its name in each package manager.
struct Dependency: Sendable, Equatable {
    /// The name for managers that have no name of their own for it.
    private let general: String?
    private let names: [PackageManagerName: String]

    /// Packages with one name on the RPM side, where OpsWorks' guides come from, and another name
    /// elsewhere.
    private static let known: [String: [PackageManagerName: String]] = [
        "libyaml": [.apt: "libyaml-0-2", .zypper: "libyaml-0-2", .apk: "yaml"],
        "nfs-utils": [.apt: "nfs-common", .zypper: "nfs-client"],
    ]

    init(_ general: String) {
        self.general = general
        names = Self.known[general] ?? [:]
    }

    init(_ names: [PackageManagerName: String]) {
        general = nil
        self.names = names
    }

    /// The name for a manager; nil if a mapping has none for it.
    func name(for manager: PackageManagerName) -> String? { names[manager] ?? general }

    /// What is wrong with the names, as a predicate; nil if they are valid.
    ///
    /// - Parameter manager: the one that the packages are for; nil for whichever the machine has.
    /// - Returns: the predicate.
    func problem(for manager: PackageManagerName? = nil) -> String? {
        guard let general else {
            if names.isEmpty { return "has a package without a name" }
            return names.sorted { $0.key.rawValue < $1.key.rawValue }
                .first { PackageForm($0.value, for: $0.key) == nil }
                .map { "has \(Self.shown($0.value)), which is \(Self.notOne(of: $0.key))" }
        }
        let managers = manager.map { [$0] } ?? PackageManagerName.allCases
        guard managers.allSatisfy({ PackageForm(general, for: $0) == nil }) else { return nil }
        if general.begins(with: "@") || general.contains(bytes: ":"), manager != .apt {
            return
                "has \(Self.shown(general)), a group or a module, which enlist does not install: "
                + "name its packages, or have a step `run` install it before"
        }
        return "has \(Self.shown(general)), which is \(Self.notOne(of: manager))"
    }

    /// A text of any length and characters, in a form that fits into a message.
    private static func shown(_ name: String) -> String { name.beginning(64).debugDescription }

    private static func notOne(of manager: PackageManagerName?) -> String {
        switch manager {
        case .apt:
            "no package of apt's: name, name=version, name:architecture and "
                + "name:architecture=version are"
        case .dnf, .yum:
            "no package of dnf's and yum's: name, name-version and name-version-release, each "
                + "with or without .architecture, are"
        case .zypper:
            "no package of zypper's: name, name=version, name-version and name.architecture are"
        case .apk: "no package of apk's: name and name=version are"
        case nil:
            "no package's name: letters, digits and `+`, `-`, `.`, `_` are one, and a version or an "
                + "architecture as the manager writes it (apt: name=version, dnf: name-version)"
        }
    }
}

extension Dependency: FactValue {
    static var shape: ValueShape {
        let name = ValueShape.matching(pattern: PackageForm.pattern, words: "a package's name")
        return .either([
            name, .record(PackageManagerName.allCases.map { .init($0.rawValue, name) }),
        ])
    }
    static var typeName: String { "a package's name, or a mapping from package managers to names" }

    init?(_ value: Value) {
        switch value {
        case .string(let name):
            self.init(name)
        case .map(let entries):
            var names: [PackageManagerName: String] = [:]
            for (key, value) in entries {
                guard let manager = PackageManagerName(rawValue: key),
                    case .string(let name) = value
                else { return nil }
                names[manager] = name
            }
            self.init(names)
        default: return nil
        }
    }

    var value: Value {
        if let general { return .string(general) }
        return .map(
            Dictionary(
                uniqueKeysWithValues: names.map { ($0.key.rawValue, .string($0.value)) }))
    }
}
