import Bytes
import CCurl

/// An absolute `http` or `https` URL, checked by libcurl's own parser when it is created.
///
/// Code that reads a URL from outside (an environment variable, a reply, a pipeline file) creates
/// one of these, so that a request can never be sent to something that libcurl parses differently.
package struct HTTPURL: Sendable, Hashable {
    /// The scheme before the colon.
    package enum Scheme: String, Sendable {
        case http
        case https
    }

    /// The whole URL, as given, with a query that may be a signature: print `description` instead.
    package let text: String
    package let scheme: Scheme
    /// The host's name or address; an IPv6 address is in brackets.
    package let host: String
    /// The port; the scheme's default if none is given.
    package let port: Int
    /// The path, `/` at least.
    package let path: String
    /// The query after the question mark.
    package let query: String?

    /// Parses `text`.
    ///
    /// - Throws: `HTTPError` with `.invalidURL` if the text is not an absolute http(s) URL, or has
    ///   a user name, a password or a fragment, none of which belongs in an endpoint.
    package init(_ text: String) throws(HTTPError) {
        func invalid(_ problem: String) -> HTTPError {
            HTTPError(.invalidURL(problem), url: HTTPURL.redact(text))
        }
        guard let handle = curl_url() else { throw invalid("there is no memory to parse it") }
        defer { curl_url_cleanup(handle) }
        // curl takes a C string and would stop at a zero byte.
        guard !text.utf8.contains(0) else { throw invalid("it holds a zero byte") }
        guard curl_url_set(handle, CURLUPART_URL, text, 0) == CURLUE_OK else {
            throw invalid("it is not an absolute http or https URL")
        }
        func part(_ what: CURLUPart, _ flags: UInt32 = 0) -> String? {
            var value: UnsafeMutablePointer<CChar>?
            guard curl_url_get(handle, what, &value, flags) == CURLUE_OK, let value else {
                return nil
            }
            defer { curl_free(value) }
            return String(cString: value)
        }
        guard let scheme = part(CURLUPART_SCHEME).flatMap(Scheme.init) else {
            throw invalid("its scheme is neither http nor https")
        }
        guard part(CURLUPART_USER) == nil, part(CURLUPART_PASSWORD) == nil else {
            throw invalid("it carries a user name or a password")
        }
        guard part(CURLUPART_FRAGMENT) == nil else { throw invalid("it carries a fragment") }
        guard let host = part(CURLUPART_HOST), !host.isEmpty else {
            throw invalid("it names no host")
        }
        guard let port = part(CURLUPART_PORT, UInt32(CURLU_DEFAULT_PORT)).flatMap({ Int($0) })
        else { throw invalid("its port is not a number") }
        self.text = text
        self.scheme = scheme
        self.host = host
        self.port = port
        path = part(CURLUPART_PATH) ?? "/"
        query = part(CURLUPART_QUERY)
    }

    /// The URL's text without its query and user information, either of which may be a secret.
    static func redact(_ text: String) -> String {
        let visible = text.utf8.prefix { $0 != UInt8(ascii: "?") && $0 != UInt8(ascii: "#") }
        let at = visible.lastIndex(of: UInt8(ascii: "@"))
        let shown = String(decoding: visible[(at ?? visible.startIndex)...], as: UTF8.self)
        return (at == nil ? "" : "…") + shown.beginning(200)
    }
}

extension HTTPURL: CustomStringConvertible {
    /// The URL without its query, which may be a signature.
    package var description: String { HTTPURL.redact(text) }
}
