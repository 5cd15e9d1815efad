/// The proxies that an environment names, as curl reads them.
///
/// They are determined here, not by libcurl, so that the environment is a value and nothing reads
/// the process' own behind the caller's back.
package struct Proxies: Sendable, Equatable {
    private let http: String?
    private let https: String?
    /// Hosts that are reached without a proxy: names, addresses, CIDR blocks, `*`, separated by
    /// commas.
    let exceptions: String

    /// Reads `http_proxy`, `https_proxy`, `all_proxy` and `no_proxy`; the upper-case names too,
    /// except for `HTTP_PROXY`, which a CGI server fills from a request's `Proxy:` header.
    package init(environment: [String: String]) {
        func value(_ names: String...) -> String? {
            names.lazy.compactMap { environment[$0] }.first { !$0.isEmpty }
        }
        let all = value("all_proxy", "ALL_PROXY")
        http = value("http_proxy") ?? all
        https = value("https_proxy", "HTTPS_PROXY") ?? all
        exceptions = value("no_proxy", "NO_PROXY") ?? ""
    }

    /// The proxy for `url`, which libcurl still compares with `exceptions`.
    func proxy(for url: HTTPURL) -> String? {
        switch url.scheme {
        case .http: http
        case .https: https
        }
    }
}
