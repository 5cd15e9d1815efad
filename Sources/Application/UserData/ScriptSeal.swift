import Bytes
import Cryptography
import Numbers

/// A line of a script that describes the others at the time of printing.
struct ScriptSeal: Equatable {
    /// The number of lines without this one.
    let lines: Int
    /// The number of places that template engines would replace.
    let marks: Int
    /// The SHA-256 of the other lines.
    let sum: String

    private static let start = "# As printed: "
    /// How far down the line is looked for, as other lines may have been inserted above it.
    private static let reach = 20

    private init(lines: Int, marks: Int, sum: String) {
        self.lines = lines
        self.marks = marks
        self.sum = sum
    }

    /// Creates the seal of a script that has none.
    ///
    /// - Throws: `CryptographyFailure`.
    private init(of script: [Substring.UTF8View]) throws(CryptographyFailure) {
        var lines = script[...]
        // Embedding a text may change its end.
        while lines.last?.isEmpty ?? false { lines.removeLast() }
        let bytes = Array(lines.joined(separator: [0x0A]))
        self.init(
            lines: lines.count,
            marks: TemplateMarks(in: String(decoding: bytes, as: UTF8.self)).count,
            sum: try SHA256.digits(of: bytes))
    }

    private var line: String { "\(Self.start)lines=\(lines) marks=\(marks) sha256=\(sum)" }

    /// Parses a line; nil if it is not a seal.
    private init?(_ line: Substring.UTF8View) {
        let text = String(Substring(line))
        guard let words = text.rest(after: Self.start)?.words(), words.count == 3,
            let lines = words[0].rest(after: "lines=").flatMap({ Int(decimal: $0, in: 0...Int.max) }
            ),
            let marks = words[1].rest(after: "marks=").flatMap({ Int(decimal: $0, in: 0...Int.max) }
            ),
            let sum = words[2].rest(after: "sha256=")
        else { return nil }
        self.init(lines: lines, marks: marks, sum: sum)
    }

    /// Returns a script with its seal after its second line.
    ///
    /// - Throws: `CryptographyFailure`.
    static func sealed(_ script: String) throws(CryptographyFailure) -> String {
        var lines = ScriptText.lines(of: script)
        let seal = try ScriptSeal(of: lines).line
        lines.insert(Substring(seal).utf8, at: min(3, lines.count))
        return lines.map { String(Substring($0)) + "\n" }.joined()
    }

    /// Returns the seal in a script, and the seal that the script should have; nil if it has none.
    ///
    /// - Throws: `CryptographyFailure`.
    static func seals(
        of script: String
    ) throws(CryptographyFailure) -> (said: ScriptSeal, now: ScriptSeal)? {
        var lines = ScriptText.lines(of: script)
        for (index, line) in lines.enumerated().prefix(reach) {
            guard let said = ScriptSeal(line) else { continue }
            lines.remove(at: index)
            return (said, try ScriptSeal(of: lines))
        }
        return nil
    }
}
