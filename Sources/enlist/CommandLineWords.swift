import CArguments

/// The words after the program's name.
enum CommandLineWords {
    /// Taken from the arguments of the program, so that it works without /proc.
    static var all: [String] {
        var count: Int32 = 0
        guard let words = carguments(&count) else { return [] }
        return (0..<Int(count)).dropFirst().compactMap { words[$0].map { String(cString: $0) } }
    }
}
