import Bytes
import Pipeline

/// A path in Parameter Store that has parameters below it: `/enlist/v3/prod/web`.
///
/// Each of its parts has letters, digits, `.`, `-` and `_` (API 2014-11-06, PutParameter); of the
/// 15 levels of a parameter's name, some are left for what is below.
struct ParameterPath: Sendable, Equatable {
    private static let mostParts = 12
    private static let mostCharacters = 900

    let text: String

    /// Takes a path; nil if it is not one.
    init?(_ text: String) {
        let parts = text.parts(at: "/").dropFirst()
        guard text.begins(with: "/"), (1...Self.mostParts).contains(parts.count),
            text.utf8.count <= Self.mostCharacters, parts.allSatisfy({ Self.isPart($0) })
        else { return nil }
        let first = parts.first?.lowercased() ?? ""
        guard !first.begins(with: "aws"), !first.begins(with: "ssm") else { return nil }
        self.text = text
    }

    /// The path one level down; nil if `part` is not valid in a path.
    func appending(_ part: String) -> ParameterPath? {
        part.hasByte("/") ? nil : ParameterPath("\(text)/\(part)")
    }

    /// The path of a stack, and of a layer in it.
    ///
    /// - Throws: a failure of class `refused` if that is not a path.
    static func layer(
        _ layer: String, of stack: String
    ) throws(Failure) -> (stack: ParameterPath, layer: ParameterPath) {
        guard let stackPath = ParameterPath(stack), let layerPath = stackPath.appending(layer)
        else {
            throw .noPath(stack, layer: layer)
        }
        return (stackPath, layerPath)
    }

    private static func isPart(_ part: String) -> Bool {
        !part.isEmpty
            && part.utf8.allSatisfy { byte in
                switch UnicodeScalar(byte) {
                case "a"..."z", "A"..."Z", "0"..."9", ".", "-", "_": true
                default: false
                }
            }
    }
}

extension Failure {
    fileprivate static func noPath(_ path: String, layer: String) -> Failure {
        Failure(
            .refused, "`\(path)/\(layer)` is not a path of Parameter Store",
            remedy:
                "write it as /enlist/v3/prod/web: parts of letters, digits, `.`, `-` and `_`, the first "
                + "of which begins with neither `aws` nor `ssm`; or correct the input that is part of it"
        )
    }
}
