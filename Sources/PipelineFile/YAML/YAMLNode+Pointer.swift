import Bytes
package import Pipeline

extension YAMLNode {
    /// The JSON Pointer (RFC 6901) of the innermost value or key that begins at a place.
    ///
    /// Nil if nothing begins there.
    package func pointer(to place: SourceLocation) -> String? {
        let inner: String?
        switch content {
        case .mapping(let entries):
            inner =
                entries.lazy.compactMap { entry in
                    let below = entry.value.pointer(to: place)
                    guard below != nil || entry.keyLocation == place else { return nil }
                    let key = entry.key.replacing(bytes: "~", by: "~0").replacing(
                        bytes: "/", by: "~1")
                    return "/\(key)" + (below ?? "")
                }.first
        case .sequence(let items):
            inner =
                items.enumerated().lazy.compactMap { index, item in
                    item.pointer(to: place).map { "/\(index)\($0)" }
                }.first
        case .plain, .quoted: inner = nil
        }
        return inner ?? (location == place ? "" : nil)
    }
}
