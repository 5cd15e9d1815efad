import Pipeline

/// What a C function takes and returns, as a text states it: `"u64, str, length:u32 -> u64"`.
package struct Signature: Sendable, Equatable {
    /// Whether the first argument is the call, by which a plugin's function speaks to the host.
    package let takesCall: Bool
    package let arguments: [Argument]
    package let result: Result

    package struct Argument: Sendable, Equatable {
        /// The parameter or fact that it is taken from; nil for one that is given by its place.
        package let name: String?
        package let type: ArgumentType
    }

    /// What a function takes; the C types are those of <stdint.h>.
    package enum ArgumentType: Sendable, Equatable, CaseIterable {
        case i32, i64, u32, u64, f64
        /// `bool`, or an `int32_t` that is 0 or 1.
        case bool
        /// `const char *`, UTF-8, ended by a zero byte, valid during the call.
        case str
        /// `const uint8_t *` and its `size_t`, two arguments of the function; valid during the call.
        case bytes
        /// `const char *const *`, ended by a null pointer, valid during the call.
        case strings
        /// `const char *`: a text as `str`, any value as JSON.
        case json

        package var name: String {
            switch self {
            case .i32: "i32"
            case .i64: "i64"
            case .u32: "u32"
            case .u64: "u64"
            case .f64: "f64"
            case .bool: "bool"
            case .str: "str"
            case .bytes: "bytes"
            case .strings: "list(str)"
            case .json: "json"
            }
        }
    }

    /// What a function returns.
    package enum Result: String, Sendable, CaseIterable {
        /// An `int32_t`: zero for success, unless a step says otherwise.
        case status
        case i32, i64, u32, u64, f64, bool
        /// `const char *`, UTF-8, copied at once; a null pointer is no value.
        case str
        case void
    }

    /// The names by which arguments are taken from parameters or facts, in order.
    package var names: [String] { arguments.compactMap(\.name) }
}

extension Signature {
    /// A function that takes the same and returns something else.
    func returning(_ result: Result) -> Signature {
        Signature(takesCall: takesCall, arguments: arguments, result: result)
    }

    /// The signature as a text again.
    package var text: String {
        let words =
            (takesCall ? ["call"] : [])
            + arguments.map { ($0.name.map { "\($0):" } ?? "") + $0.type.name }
        return words.joined(separator: ", ") + (words.isEmpty ? "" : " ") + "-> " + result.rawValue
    }
}
