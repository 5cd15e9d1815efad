import Glibc

/// The proxies that this process was told of, for programs that download.
enum Proxies {
    static var environment: [String: String] {
        var found: [String: String] = [:]
        for name in ["http_proxy", "https_proxy", "ftp_proxy", "all_proxy", "no_proxy"] {
            for name in [name, name.uppercased()] {
                if let value = getenv(name) { found[name] = String(cString: value) }
            }
        }
        return found
    }
}
