package import Foundation

/// An element of an XML reply in the Query and EC2 protocols: it has text or children.
package struct XMLElement: Sendable, Equatable {
    private let name: String
    private let namespace: String?
    private let content: Content

    private enum Content: Sendable, Equatable {
        case text(String)
        case children([XMLElement])
    }

    /// An element with text.
    package init(_ name: String, _ text: String) {
        self.name = name
        self.namespace = nil
        self.content = .text(text)
    }

    /// An element with children.
    ///
    /// - Parameters:
    ///   - name: The element's name.
    ///   - children: In document order; nil ones are left out.
    ///   - namespace: The default namespace, for a document's root.
    package init(_ name: String, _ children: [XMLElement?], namespace: String? = nil) {
        self.name = name
        self.namespace = namespace
        self.content = .children(children.compactMap(\.self))
    }

    /// A list whose entries have the same name: `member` in the Query protocol, `item` in EC2's.
    package static func list(
        _ name: String, of entry: String, _ entries: [[XMLElement?]]
    ) -> XMLElement {
        XMLElement(name, entries.map { XMLElement(entry, $0) })
    }

    /// The document with this element as its root.
    package var document: Data {
        var text = #"<?xml version="1.0" encoding="UTF-8"?>"# + "\n"
        write(to: &text)
        return Data(text.utf8)
    }

    private func write(to text: inout String) {
        text += "<\(name)"
        if let namespace { text += #" xmlns="\#(namespace)""# }
        switch content {
        case .text(let value):
            text += ">\(Self.escaped(value))</\(name)>"
        case .children(let children) where children.isEmpty:
            text += "/>"
        case .children(let children):
            text += ">"
            for child in children { child.write(to: &text) }
            text += "</\(name)>"
        }
    }

    private static func escaped(_ text: String) -> String {
        var result = ""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "&": result += "&amp;"
            case "<": result += "&lt;"
            case ">": result += "&gt;"
            case "\"": result += "&quot;"
            case "\r": result += "&#xD;"
            default: result.unicodeScalars.append(scalar)
            }
        }
        return result
    }
}
