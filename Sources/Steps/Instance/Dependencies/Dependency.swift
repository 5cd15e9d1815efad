import Bytes
import Pipeline

/// A package that the machine must have, under the name that each package manager knows it by.
struct Dependency: Sendable, Equatable {
    /// What it is called where no manager has a name of its own for it.
    private let general: String?
    private let names: [PackageManagerName: String]

    /// Packages that are called one thing on the RPM side, where OpsWorks' guides come from, and
    /// something else elsewhere.
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

    /// The name for a manager; nil where a mapping has none for it.
    func name(for manager: PackageManagerName) -> String? { names[manager] ?? general }

    /// What is wrong with the names, as a predicate; nil if nothing is.
    var problem: String? {
        let all = general.map { [$0] } ?? names.values.sorted()
        if all.isEmpty { return "has a package without a name" }
        return all.first { !Self.isName($0) }.map { _ in
            "has something that is no package's name: letters, digits and `+`, `-`, `.`, `_` are one"
        }
    }

    /// Nothing that a manager could take for an option, a pattern, a file, a version or (at the end,
    /// for apt) an order to remove the package.
    private static let namePattern = "^[A-Za-z0-9]([A-Za-z0-9+._-]{0,126}[A-Za-z0-9+._])?$"

    private static func isName(_ name: String) -> Bool {
        let bytes = name.utf8
        guard (1...128).contains(bytes.count), let first = bytes.first else { return false }
        return (first.isLetter || first.isDigit) && bytes.last != UInt8(ascii: "-")
            && bytes.allSatisfy { $0.isLetter || $0.isDigit || "+._-".utf8.contains($0) }
    }
}

extension Dependency: FactValue {
    static var shape: ValueShape {
        let name = ValueShape.matching(pattern: namePattern, words: "a package's name")
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
