import Bytes
import CExpat

/// Parses an XML text into a tree, using expat.
///
/// Document types are refused, and with them all custom entities: no reply of AWS has any, and they
/// can expand without end.
package final class XMLParser {
    /// The limit of nesting, which no reply reaches.
    package static let depthLimit = 64
    /// The limit of elements, which no reply reaches.
    package static let elementLimit = 100_000

    private let parser: XML_Parser
    /// The open elements, the root first.
    private var open: [XMLNode] = []
    private var root: XMLNode?
    private var elements = 0
    private var problem: String?

    /// Parses `bytes`, and returns the root element.
    ///
    /// - Throws: `MalformedReply` for the whole text, with the line of the error.
    package static func parse(_ bytes: [UInt8]) throws(MalformedReply) -> XMLNode {
        guard let handle = XML_ParserCreate(nil) else {
            throw MalformedReply("", "cannot be read: there is no memory")
        }
        let parser = XMLParser(handle)
        return try parser.parse(bytes)
    }

    private init(_ parser: XML_Parser) {
        self.parser = parser
        XML_SetUserData(parser, Unmanaged.passUnretained(self).toOpaque())
        XML_SetElementHandler(
            parser,
            { this, name, _ in
                if let name { XMLParser.from(this)?.begin(String(cString: name)) }
            }, { this, _ in XMLParser.from(this)?.end() })
        XML_SetCharacterDataHandler(parser) { this, bytes, count in
            let buffer = UnsafeRawBufferPointer(start: bytes, count: Int(count))
            XMLParser.from(this)?.add(String(decoding: buffer, as: UTF8.self))
        }
        XML_SetStartDoctypeDeclHandler(parser) { this, _, _, _, _ in
            XMLParser.from(this)?.stop("it declares a document type")
        }
    }

    deinit {
        XML_ParserFree(parser)
    }

    private func parse(_ bytes: [UInt8]) throws(MalformedReply) -> XMLNode {
        let status = bytes.withUnsafeBytes { buffer in
            XML_Parse(
                parser, buffer.baseAddress?.assumingMemoryBound(to: CChar.self),
                Int32(clamping: buffer.count), 1)
        }
        guard status == XML_STATUS_OK, problem == nil, let root else {
            let words = problem ?? String(cString: XML_ErrorString(XML_GetErrorCode(parser)))
            let line = XML_GetCurrentLineNumber(parser)
            throw MalformedReply("", "is not XML: \(words) (line \(line))")
        }
        return root
    }

    private static func from(_ this: UnsafeMutableRawPointer?) -> XMLParser? {
        this.map { Unmanaged<XMLParser>.fromOpaque($0).takeUnretainedValue() }
    }

    private func begin(_ name: String) {
        elements += 1
        guard elements <= XMLParser.elementLimit else { return stop("it has too many elements") }
        guard open.count < XMLParser.depthLimit else { return stop("it is nested too deeply") }
        open.append(XMLNode(name: name, in: open.last))
    }

    private func add(_ text: String) {
        guard !open.isEmpty else { return }
        open[open.count - 1].text += text
    }

    private func end() {
        guard var node = open.popLast() else { return }
        node.text = node.text.trimmed()
        if open.isEmpty { root = node } else { open[open.count - 1].children.append(node) }
    }

    private func stop(_ problem: String) {
        self.problem = problem
        XML_StopParser(parser, XML_Bool(0))
    }
}
