import Bytes
import Glibc

extension ChildProcess {
    /// The standard environment, and what says where services are and by which way and with which
    /// certificates they are reached, so that a program's calls go as enlist's own do.
    ///
    /// No credentials, which a program has from files or from instance metadata.
    ///
    /// - Parameters:
    ///   - own: enlist's own environment.
    ///   - traceparent: the child's place in the run's trace; nil if the run is not traced.
    /// - Returns: all of it.
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
            // Many programs are curl or Ruby, which know the bundle by names of their own.
            for name in certificateNames { passed[name] = passed[name] ?? bundle }
        }
        return environment(passed.merging(["LC_ALL": locale]) { own, _ in own })
    }

    /// The locale of programs that are not enlist's own tools: English, and UTF-8 where the machine has that,
    /// as cloud-init and systemd's units do; Ruby takes all text for US-ASCII otherwise.
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
