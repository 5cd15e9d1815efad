/// An element of an HTML page or an SVG picture; its content is escaped when it becomes text.
struct MarkupElement {
    private let name: String
    private let attributes: KeyValuePairs<String, String>
    private let content: Content

    private enum Content {
        case text(String)
        case code(String)
        case elements([MarkupElement])
    }

    /// How an element without content ends.
    enum Syntax {
        case xml, html
    }

    /// The HTML elements without content and end tag (HTML, 13.1.2 "Void elements") that are used
    /// here.
    private static let void: Set = ["meta"]

    init(_ name: String, _ attributes: KeyValuePairs<String, String> = [:], text: String) {
        self.name = name
        self.attributes = attributes
        content = .text(text)
    }

    /// Creates an HTML element with a script or a style sheet, which is not escaped: it is the
    /// program's own, with nothing from outside.
    init(_ name: String, code: String) {
        self.name = name
        attributes = [:]
        content = .code(code)
    }

    init(
        _ name: String, _ attributes: KeyValuePairs<String, String> = [:],
        _ elements: [MarkupElement] = []
    ) {
        self.name = name
        self.attributes = attributes
        content = .elements(elements)
    }

    /// The element and its content, one line each.
    func lines(as syntax: Syntax = .xml) -> [String] {
        let start = attributes.reduce("<\(name)") { text, attribute in
            "\(text) \(attribute.key)=\"\(MarkupElement.escaped(attribute.value))\""
        }
        switch content {
        case .text(let text): return ["\(start)>\(MarkupElement.escaped(text))</\(name)>"]
        case .code(let code): return ["\(start)>\(code)</\(name)>"]
        case .elements(let elements) where elements.isEmpty:
            if syntax == .xml { return ["\(start)/>"] }
            return [MarkupElement.void.contains(name) ? "\(start)>" : "\(start)></\(name)>"]
        case .elements(let elements):
            return ["\(start)>"] + elements.flatMap { $0.lines(as: syntax).map { "  \($0)" } }
                + ["</\(name)>"]
        }
    }

    /// Escapes a text for XML 1.0, where a control character is never valid, and becomes a space.
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
