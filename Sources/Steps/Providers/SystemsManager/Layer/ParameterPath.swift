import Pipeline

/// A path of Parameter Store, below which parameters are: `/enlist/v3/prod/web`.
///
/// Each of its parts has letters, digits, `.`, `-` and `_` (API 2014-11-06, PutParameter); of the 15 levels
/// that a parameter's name can have, some are left for what is below.
struct ParameterPath: Sendable, Equatable {
    private static let mostParts = 12
    private static let mostCharacters = 900

    let text: String

    /// Takes a path; nil if it is not one.
    init?(_ text: String) {
        let parts = text.split(separator: "/", omittingEmptySubsequences: false).dropFirst()
        guard text.hasPrefix("/"), (1...Self.mostParts).contains(parts.count),
            text.utf8.count <= Self.mostCharacters, parts.allSatisfy({ Self.isPart($0) })
        else { return nil }
        let first = parts.first?.lowercased() ?? ""
        guard !first.hasPrefix("aws"), !first.hasPrefix("ssm") else { return nil }
        self.text = text
    }

    /// The path one level down; nil where `part` is none of a path.
    func appending(_ part: String) -> ParameterPath? {
        part.contains("/") ? nil : ParameterPath("\(text)/\(part)")
    }

    private static func isPart(_ part: Substring) -> Bool {
        !part.isEmpty
            && part.utf8.allSatisfy { byte in
                switch UnicodeScalar(byte) {
                case "a"..."z", "A"..."Z", "0"..."9", ".", "-", "_": true
                default: false
                }
            }
    }
}
