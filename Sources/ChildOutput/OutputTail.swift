/// The last lines of a program's output, for the error that it may end with.
package struct OutputTail: Sendable, Equatable {
    private static let mostLines = 20
    private static let mostBytes = 4096

    package private(set) var lines: [String] = []
    private var bytes = 0

    package init() {}

    /// Appends a line; drops the oldest ones beyond 20 lines or 4 KiB.
    package mutating func append(_ line: String) {
        let line =
            line.utf8.count <= Self.mostBytes
            ? line : String(line.unicodeScalars.prefix(1000)) + "…"
        lines.append(line)
        bytes += line.utf8.count
        while lines.count > Self.mostLines || bytes > Self.mostBytes {
            bytes -= lines.removeFirst().utf8.count
        }
    }
}
