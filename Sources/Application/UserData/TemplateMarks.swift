import Bytes

/// The places in a text that template engines replace.
///
/// User-data may pass through template engines on its way into a launch template. Terraform's
/// `templatefile` and CloudFormation's `Fn::Sub` replace braces after `$`, `templatefile` also
/// those after `%`; cloud-init renders a text that begins with `## template: jinja` with jinja.
package struct TemplateMarks {
    /// The number of places.
    let count: Int
    /// The marks that were found, with the numbers of their lines, from 1.
    let found: [(mark: String, lines: [Int])]

    /// The beginnings of such places, and the engines that replace them.
    private static let engines: [(mark: String, names: String)] = [
        ("${", "Terraform's templatefile and CloudFormation's Fn::Sub replace"),
        ("%{", "Terraform's templatefile replaces"), ("{{", "jinja replaces"),
        ("{%", "jinja replaces"), ("{#", "jinja removes"),
    ]
    /// The maximum number of lines that are named.
    private static let shown = 5

    /// Finds the places in a text.
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

    /// Whether some are jinja's.
    var areForJinja: Bool { found.contains { $0.mark != "${" && $0.mark != "%{" } }

    /// What would be replaced, and how to protect the text; nil if nothing would be.
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
