/// An element of an HTML page or an SVG picture; whatever it holds is escaped when it becomes text.
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

    /// The elements of HTML that never have content and no end (HTML, 13.1.2 "Void elements"), as far as
    /// they are used here.
    private static let void: Set = ["meta"]

    init(_ name: String, _ attributes: KeyValuePairs<String, String> = [:], text: String) {
        self.name = name
        self.attributes = attributes
        content = .text(text)
    }

    /// Takes a script or a style sheet for HTML, which reads them as they are: they are the program's
    /// own, and hold nothing from outside.
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

    /// The element and all in it, a line each.
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
