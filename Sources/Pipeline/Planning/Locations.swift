import Bytes

/// The places of the parts of something that a person wrote, by key path.
///
/// Key paths are `` (the whole), `retry.on`, `with.packages[0]`.
package struct Locations: Sendable, Equatable {
    /// The beginning of a part; for an entry of a mapping, of its key.
    package var byPath: [String: SourceLocation]
    /// The beginnings of entries' values; at ``, that of the whole, whose main key may not be its
    /// first.
    package var values: [String: SourceLocation] = [:]

    package init(_ byPath: [String: SourceLocation] = [:]) { self.byPath = byPath }

    /// The key path of a parameter, whose name may be that of a policy's key.
    package static func path(ofParameter name: String) -> String { "with.\(name)" }

    /// The place of a key path, or of the nearest one that contains it.
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

    /// The place of the value at a key path; that of the key if the value has none.
    package func value(at path: String) -> SourceLocation? { values[path] ?? self[path] }

    /// Replaces the places of a key path and everything within it by those of other locations.
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
