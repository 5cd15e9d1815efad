import Bytes

/// The kernel's limit for one argument or variable of a program.
enum ProgramArgument {
    /// The limit in bytes, including the terminating zero (MAX_ARG_STRLEN: 32 pages).
    static let mostBytes = 128 << 10
}

extension String {
    /// Whether the text mentions a variable of this name, and not just one whose name begins with
    /// it.
    func names(variable: String) -> Bool {
        var rest = utf8[...]
        while let place = rest.place(of: variable) {
            rest = rest[place.upperBound...]
            let goesOn = rest.first.map {
                $0.isLetter || $0.isDigit || $0 == UInt8(ascii: "_")
            }
            if !(goesOn ?? false) { return true }
        }
        return false
    }
}
