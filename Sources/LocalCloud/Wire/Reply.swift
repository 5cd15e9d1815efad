package import Foundation

/// An HTTP reply, and how much of it is actually sent.
package struct Reply: Sendable, Equatable {
    /// How the reply is delivered; anything but ``whole`` is an injected fault.
    package enum Delivery: Sendable, Equatable {
        case whole
        /// The connection closes before the first byte.
        case dropped
        /// The header announces the whole body, and the connection closes after this many bytes of
        /// it.
        case cutOff(after: Int)
    }

    package var status: Int
    package var headers: [String: String]
    package var body: Data
    package var delivery = Delivery.whole

    package init(status: Int = 200, contentType: String, body: Data) {
        self.status = status
        self.headers = ["Content-Type": contentType]
        self.body = body
    }

    /// A reply of the JSON 1.1 protocol.
    package init(json: JSONValue) {
        self.init(contentType: "application/x-amz-json-1.1", body: json.text())
    }

    /// A reply of the Query or EC2 protocol.
    package init(xml: XMLElement) {
        self.init(contentType: "text/xml;charset=UTF-8", body: xml.document)
    }

    /// A plain text, as the metadata service sends it.
    package init(status: Int = 200, text: String) {
        self.init(status: status, contentType: "text/plain", body: Data(text.utf8))
    }
}
