import Pipeline

/// What a C function takes and returns, parsed from a text: `"u64, str, length:u32 -> u64"`.
package struct Signature: Sendable, Equatable {
    /// Whether the first argument is the call, with which a plugin's function addresses the host.
    package let takesCall: Bool
    package let arguments: [Argument]
    package let result: Result

    package struct Argument: Sendable, Equatable {
        /// The parameter or fact from which it is taken; nil if it is given by position.
        package let name: String?
        package let type: ArgumentType
    }

    /// The type of an argument; the C types are those of <stdint.h>.
    package enum ArgumentType: Sendable, Equatable, CaseIterable {
        case i32, i64, u32, u64, f64
        /// `bool`, or an `int32_t` that is 0 or 1.
        case bool
        /// `const char *`, UTF-8, terminated by a zero byte, valid during the call.
        case str
        /// `const uint8_t *` and its `size_t`, two arguments of the function; valid during the call.
        case bytes
        /// `const char *const *`, terminated by a null pointer, valid during the call.
        case strings
        /// `const char *`: a text as with `str`, any other value as JSON.
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

    /// The type of a function's result.
    package enum Result: String, Sendable, CaseIterable {
        /// An `int32_t`: zero for success, unless a step says otherwise.
        case status
        case i32, i64, u32, u64, f64, bool
        /// `const char *`, UTF-8, copied at once; a null pointer is no value.
        case str
        case void
    }

    /// The names of the parameters or facts from which arguments are taken, in order.
    package var names: [String] { arguments.compactMap(\.name) }
}

extension Signature {
    /// A function with the same arguments and another result.
    func returning(_ result: Result) -> Signature {
        Signature(takesCall: takesCall, arguments: arguments, result: result)
    }

    /// The signature as text.
    package var text: String {
        let words =
            (takesCall ? ["call"] : [])
            + arguments.map { ($0.name.map { "\($0):" } ?? "") + $0.type.name }
        return words.joined(separator: ", ") + (words.isEmpty ? "" : " ") + "-> " + result.rawValue
    }
}
