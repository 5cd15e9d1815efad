import Bytes

/// The places in a text that template engines replace.
///
/// User-data goes through other hands on its way into a launch template. Terraform's `templatefile` and
/// CloudFormation's `Fn::Sub` replace what is in braces after `$`, `templatefile` also after `%`; cloud-init
/// has jinja render a text that begins with `## template: jinja`.
package struct TemplateMarks {
    /// How many there are.
    let count: Int
    /// What of it is there, with the numbers of its lines, counted from 1.
    let found: [(mark: String, lines: [Int])]

    /// What begins such a place, and who replaces it.
    private static let engines: [(mark: String, names: String)] = [
        ("${", "Terraform's templatefile and CloudFormation's Fn::Sub replace"),
        ("%{", "Terraform's templatefile replaces"), ("{{", "jinja replaces"),
        ("{%", "jinja replaces"), ("{#", "jinja removes"),
    ]
    /// How many lines are named.
    private static let shown = 5

    /// Looks for them in a text.
    package init(in text: String) {
        let lines = ScriptText.lines(of: text)
        var count = 0
        found = Self.engines.compactMap { mark, _ in
            var numbers: [Int] = []
            for (number, line) in zip(1..., lines) {
                let times = Self.count(of: mark, in: line)
                count += times
                if times > 0 { numbers.append(number) }
            }
            return numbers.isEmpty ? nil : (mark, numbers)
        }
        self.count = count
    }

    private static func count(of mark: String, in line: Substring.UTF8View) -> Int {
        var rest = line
        var count = 0
        while let place = rest.place(of: mark) {
            count += 1
            rest = rest[place.upperBound...]
        }
        return count
    }

    /// Whether there are some for jinja.
    var areForJinja: Bool { found.contains { $0.mark != "${" && $0.mark != "%{" } }

    /// What would be replaced, and how to get the text past that; nil where nothing would be.
    package var hint: String? {
        guard !found.isEmpty else { return nil }
        let places = found.map { mark, lines in
            let numbers =
                lines.prefix(Self.shown).map { "\($0)" }.joined(separator: ", ")
                + (lines.count > Self.shown ? ", …" : "")
            let who = Self.engines.first { $0.mark == mark }?.names ?? ""
            return "`\(mark)` (line\(lines.count == 1 ? "" : "s") \(numbers)), which \(who)"
        }
        return
            "the text has \(places.joined(separator: "; ")). Take file() or Fn::Base64 alone, or "
            + "print it with --format base64; `enlist user-data --check FILE` tells whether it came "
            + "through"
    }
}
