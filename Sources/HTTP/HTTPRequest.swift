/// One HTTP request: what is sent, how it is signed, where its reply goes, how long it may take.
package struct HTTPRequest: Sendable {
    /// The methods that enlist uses.
    package enum Method: String, Sendable {
        case get = "GET"
        case head = "HEAD"
        case post = "POST"
        case put = "PUT"
    }

    /// Which way a request leaves the machine.
    package enum Route: Sendable, Equatable {
        /// Through the proxy that the environment names, if it names one for this URL.
        case environment
        /// Never through a proxy: instance metadata and container credentials are on the machine.
        case direct
    }

    /// Where the body of a reply with a 2xx status goes.
    package enum Destination: Sendable {
        /// Into `HTTPResponse.body`, at most `limit` bytes.
        case memory(limit: Int)
        /// Into a new file (mode 0600) at `path`, which must not exist, at most `limit` bytes.
        /// The file is removed again if the transfer fails.
        case file(path: String, limit: Int)
        /// To the receiver, which bounds it.
        case receiver(any BodyReceiver)
    }

    /// What happens when a reply points elsewhere.
    package enum Redirects: Sendable, Equatable {
        /// The redirecting reply is the reply.
        case returned
        /// Followed, at most this many times, never from https to http.
        case followed(atMost: Int)
    }

    /// The bound of a body that is kept in memory: 16 MiB.
    package static let memoryLimit = 16 * 1024 * 1024

    package var method: Method
    package var url: HTTPURL
    package var headers: HTTPHeaders
    package var body: [UInt8]
    /// Signs the request as it is sent; `nil` sends it unsigned.
    package var signature: SigV4?
    package var destination = Destination.memory(limit: memoryLimit)
    package var redirects = Redirects.returned
    package var route = Route.environment
    package var timeouts = HTTPTimeouts()
    /// Whether the connection is all that is wanted: nothing is sent, and the reply has status 0.
    var isConnectionOnly = false
    /// Whether sending it twice does no harm.
    ///
    /// libcurl sends a request again by itself when a kept connection turns out to be dead; one
    /// that must not be repeated then fails with `.connectionDropped`.
    package var isRepeatable = true

    package init(
        _ method: Method, _ url: HTTPURL, headers: HTTPHeaders = [:], body: [UInt8] = []
    ) {
        self.method = method
        self.url = url
        self.headers = headers
        self.body = body
    }
}

extension HTTPRequest: CustomStringConvertible, CustomReflectable {
    /// The method and the URL: headers and bodies hold tokens.
    package var description: String { "\(method.rawValue) \(url)" }

    /// Keeps `dump` from printing headers and bodies.
    package var customMirror: Mirror { Mirror(self, children: ["request": description]) }
}
