/// All wording of the module's errors.
extension HTTPError {
    /// What happened and where, one sentence without a full stop.
    package var message: String {
        switch reason {
        case .invalidURL(let problem): "‘\(url)’ is not a usable URL: \(problem)"
        case .invalidRequest(let problem): "the request to \(url) cannot be sent: \(problem)"
        case .couldNotResolve(let host): "\(url): the name \(host) has no address"
        case .couldNotConnect(let words): "\(url): no connection: \(words)"
        case .timedOut(let timeout, let duration):
            "\(url): \(timeout.phrase(duration.formattedSeconds))"
        case .tlsFailed(let words): "\(url): no trusted TLS connection: \(words)"
        case .connectionDropped(let words): "\(url): the connection ended without a reply: \(words)"
        case .bodyCutOff(let received): "\(url): the reply was cut off after \(received) bytes"
        case .malformedReply(let words): "\(url): the reply is not HTTP: \(words)"
        case .bodyTooLarge(let limit): "\(url): the reply is larger than \(limit) bytes"
        case .fileNotWritten(let path, let words): "\(url): cannot write to \(path): \(words)"
        case .tooManyRedirects(let limit): "\(url): more than \(limit) redirects"
        case .redirectRefused(let target): "\(url): refused to follow a redirect to ‘\(target)’"
        case .cancelled: "\(url): cut off before the whole reply was there"
        case .unsupported(let problem): "\(url): this machine's libcurl will not do: \(problem)"
        case .failed(let words): "\(url): \(words)"
        }
    }

    /// What the reader can do about it, one sentence without a full stop.
    package var remedy: String {
        switch reason {
        case .invalidURL: "give an absolute URL such as https://example.com/path"
        case .invalidRequest: "remove control characters from what the request is made of"
        case .couldNotResolve:
            "check the name, and that the subnet has DNS and a route to the service"
        case .couldNotConnect:
            "check the address and port, the security groups, the route and the proxy variables"
        case .timedOut(.connect, _):
            "check the security groups, the route to the address and the proxy variables"
        case .timedOut: "try again; if it stays slow, look at the service and the way to it"
        case .tlsFailed:
            "check the machine's clock and CA certificates; for an inspecting proxy, name its CA "
                + "bundle in AWS_CA_BUNDLE"
        case .connectionDropped, .bodyCutOff: "try again; if it continues, check the proxy"
        case .malformedReply: "check that the URL is a web server's, and its scheme"
        case .bodyTooLarge: "check that the URL is the right one"
        case .fileNotWritten: "check that the folder exists, is writable and has space"
        case .tooManyRedirects, .redirectRefused: "use the final URL instead"
        case .cancelled: "look at the server and the way to it, or allow it more time"
        case .unsupported: "install libcurl 7.87 or later"
        case .failed: "try again; if it continues, check the network"
        }
    }
}

extension HTTPError: CustomStringConvertible {
    package var description: String { "\(message); \(remedy)" }
}

extension HTTPError.Timeout {
    fileprivate func phrase(_ duration: String) -> String {
        switch self {
        case .connect: "no connection within \(duration)"
        case .total: "no complete reply within \(duration)"
        case .stall: "nothing moved for \(duration)"
        }
    }
}

extension Duration {
    /// The duration in seconds, to the millisecond and without zeros at the end: `5 s`, `0.25 s`.
    package var formattedSeconds: String {
        let (whole, rest) = components
        let all = whole * 1000 + (rest + 500_000_000_000_000) / 1_000_000_000_000_000
        return all % 1000 == 0 ? "\(all / 1000) s" : "\(Double(all) / 1000) s"
    }
}
