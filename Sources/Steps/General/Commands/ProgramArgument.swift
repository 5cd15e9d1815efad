import Bytes

/// What Linux takes as one argument or variable of a program.
enum ProgramArgument {
    /// The most bytes, with the zero at its end (MAX_ARG_STRLEN: 32 pages).
    static let mostBytes = 128 << 10
}

extension String {
    /// Whether a variable of this name, and not one whose name goes on, is spoken of in the text.
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
