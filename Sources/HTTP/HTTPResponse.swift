import CCurl

/// A complete reply, whatever its status: a 500 is a response, not an error.
package struct HTTPResponse: Sendable, Equatable {
    package let status: Int
    package let headers: HTTPHeaders
    /// The body; empty if a 2xx reply went to a file.
    package let body: [UInt8]

    package init(status: Int, headers: HTTPHeaders = [:], body: [UInt8] = []) {
        self.status = status
        self.headers = headers
        self.body = body
    }

    package var isSuccess: Bool { (200..<300).contains(status) }

    /// The size of the body according to the server; nil if the header is missing or not a number.
    package var contentLength: UInt64? { headers["Content-Length"].flatMap { UInt64($0) } }

    /// The time in the header `name` (`Date`, `Retry-After`), in seconds since 1970.
    package func time(in name: String) -> Int? {
        headers[name].flatMap(HTTPResponse.time)
    }

    /// Parses a time in the format of headers, in seconds since 1970; nil if the text is not one.
    package static func time(_ text: String) -> Int? {
        let time = curl_getdate(text, nil)
        return time < 0 ? nil : time
    }
}

extension HTTPResponse: CustomStringConvertible, CustomReflectable {
    /// The status and the size: bodies hold credentials.
    package var description: String { "HTTP \(status), \(body.count) bytes" }

    /// Keeps `dump` from printing headers and bodies.
    package var customMirror: Mirror { Mirror(self, children: ["response": description]) }
}
