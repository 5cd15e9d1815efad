import CArguments

/// What was typed after the program's name.
enum CommandLineWords {
    /// Read from what the program was started with, so also where /proc is not mounted.
    static var all: [String] {
        var count: Int32 = 0
        guard let words = carguments(&count) else { return [] }
        return (0..<Int(count)).dropFirst().compactMap { words[$0].map { String(cString: $0) } }
    }
}
