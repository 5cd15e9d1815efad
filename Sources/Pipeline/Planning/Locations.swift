import Bytes

/// Where the parts of something that a person wrote stand, by key path: `` (the whole), `retry.on`,
/// `with.packages[0]`.
package struct Locations: Sendable, Equatable {
    /// Where a part begins; for an entry of a mapping, its key.
    package var byPath: [String: SourceLocation]
    /// Where the values of entries begin; at ``, where the whole does, whose key may not be its first.
    package var values: [String: SourceLocation] = [:]

    package init(_ byPath: [String: SourceLocation] = [:]) { self.byPath = byPath }

    /// The key path of a parameter, which may have the name of a policy's key.
    package static func path(ofParameter name: String) -> String { "with.\(name)" }

    /// The place of a key path, or of the nearest that it lies within.
    package subscript(path: String) -> SourceLocation? {
        var path = path
        while !path.isEmpty {
            if let location = byPath[path] { return location }
            let isSign = { (byte: UInt8) in byte == UInt8(ascii: ".") || byte == UInt8(ascii: "[") }
            let cut = path.utf8.lastIndex(where: isSign) ?? path.startIndex
            path = String(Substring(path.utf8[..<cut]))
        }
        return byPath[""]
    }

    /// The place of the value at a key path; of the key where there is no value of its own.
    package func value(at path: String) -> SourceLocation? { values[path] ?? self[path] }

    /// Takes the places of a key path, and of what lies within it, from other locations.
    mutating func replace(_ path: String, with other: Locations) {
        byPath = Self.replacing(path, in: byPath, with: other.byPath)
        values = Self.replacing(path, in: values, with: other.values)
    }

    private static func replacing(
        _ path: String, in own: [String: SourceLocation], with other: [String: SourceLocation]
    ) -> [String: SourceLocation] {
        func isWithin(_ key: String) -> Bool {
            key.isSpelled(path) || key.begins(with: path + ".") || key.begins(with: path + "[")
        }
        return own.filter { !isWithin($0.key) }
            .merging(other.filter { isWithin($0.key) }) { _, new in new }
    }
}
