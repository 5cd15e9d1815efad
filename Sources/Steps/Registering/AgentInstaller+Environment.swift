extension AgentInstaller {
    /// The environment of the installer: the bucket, and what says where services are and by which
    /// way and with which certificates they are reached, so that its calls go as enlist's own do.
    ///
    /// No credentials, which it has from its file or from instance metadata.
    ///
    /// - Parameters:
    ///   - own: enlist's own environment.
    ///   - bucket: the provisioning parameter `assets_download_bucket`.
    /// - Returns: all of it.
    static func environment(_ own: [String: String], bucket: String) -> [String: String] {
        var passed = own.filter { name, _ in
            name.hasPrefix("AWS_ENDPOINT_URL") || name.hasPrefix("AWS_EC2_METADATA_")
                || passedNames.contains(name)
        }
        if let bundle = own["AWS_CA_BUNDLE"], !bundle.isEmpty {
            // The installer is curl and Ruby, which know the bundle by names of their own.
            for name in certificateNames { passed[name] = passed[name] ?? bundle }
        }
        passed["OPSWORKS_ASSETS_DOWNLOAD_BUCKET"] = bucket
        return ChildProcess.environment(passed)
    }

    private static let certificateNames = ["CURL_CA_BUNDLE", "SSL_CERT_FILE"]
    private static let passedNames = ProxyVariables.names
        .union(["AWS_CA_BUNDLE", "SSL_CERT_DIR", "ENLIST_ROOT"]).union(certificateNames)
}
