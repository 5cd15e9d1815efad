import Bytes
import Glibc

extension ChildProcess {
    /// The standard environment, with the variables for endpoints, proxies and certificates, so
    /// that a program's calls take the same way as enlist's own.
    ///
    /// It has no credentials: a program gets those from files or from instance metadata.
    ///
    /// - Parameters:
    ///   - own: enlist's own environment.
    ///   - traceparent: the child's place in the run's trace; nil if the run is not traced.
    /// - Returns: the whole environment.
    package static func environment(
        passing own: [String: String], traceparent: String? = nil
    ) -> [String: String] {
        var passed = own.filter { name, _ in
            name.begins(with: "AWS_ENDPOINT_URL") || name.begins(with: "AWS_EC2_METADATA_")
                || passedNames.contains(name)
        }
        if let traceparent {
            passed["TRACEPARENT"] = traceparent
            passed["TRACESTATE"] = own["TRACESTATE"]
        }
        if let bundle = own["AWS_CA_BUNDLE"], !bundle.isEmpty {
            // Many programs use curl or Ruby, which have their own names for the bundle.
            for name in certificateNames { passed[name] = passed[name] ?? bundle }
        }
        return environment(passed.merging(["LC_ALL": locale]) { own, _ in own })
    }

    /// The locale of programs that are not enlist's own tools: English, and UTF-8 if the machine
    /// has that, as in cloud-init and systemd's units; otherwise Ruby takes all text for US-ASCII.
    private static let locale: String = {
        let name = "C.UTF-8"
        guard let locale = newlocale(1 << LC_CTYPE, name, nil) else { return "C" }
        freelocale(locale)
        return name
    }()

    private static let certificateNames = ["CURL_CA_BUNDLE", "SSL_CERT_FILE"]
    private static let passedNames = ProxyVariables.names
        .union(["AWS_CA_BUNDLE", "SSL_CERT_DIR", "ENLIST_ROOT"]).union(certificateNames)
}
