/// An element of an SVG picture; whatever it holds is escaped when it becomes text.
struct SVGElement {
    private let name: String
    private let attributes: KeyValuePairs<String, String>
    private let content: Content

    private enum Content {
        case text(String)
        case elements([SVGElement])
    }

    init(_ name: String, _ attributes: KeyValuePairs<String, String> = [:], text: String) {
        self.name = name
        self.attributes = attributes
        content = .text(text)
    }

    init(
        _ name: String, _ attributes: KeyValuePairs<String, String> = [:],
        _ elements: [SVGElement] = []
    ) {
        self.name = name
        self.attributes = attributes
        content = .elements(elements)
    }

    /// The element and all in it, a line each.
    var lines: [String] {
        let start = attributes.reduce("<\(name)") { text, attribute in
            "\(text) \(attribute.key)=\"\(SVGElement.escaped(attribute.value))\""
        }
        switch content {
        case .text(let text): return ["\(start)>\(SVGElement.escaped(text))</\(name)>"]
        case .elements(let elements) where elements.isEmpty: return ["\(start)/>"]
        case .elements(let elements):
            return ["\(start)>"] + elements.flatMap { $0.lines.map { "  \($0)" } } + ["</\(name)>"]
        }
    }

    /// By XML 1.0: a control character cannot be in it in any form, and becomes a space.
    private static func escaped(_ text: String) -> String {
        var escaped = ""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "&": escaped += "&amp;"
            case "<": escaped += "&lt;"
            case ">": escaped += "&gt;"
            case "\"": escaped += "&quot;"
            case "\u{FFFE}", "\u{FFFF}": escaped += " "
            case _ where scalar.properties.generalCategory == .control: escaped += " "
            default: escaped.unicodeScalars.append(scalar)
            }
        }
        return escaped
    }
}
