extension AgentInstaller {
    /// The environment of the installer: what any program gets, and the bucket.
    ///
    /// - Parameters:
    ///   - own: enlist's own environment.
    ///   - bucket: the provisioning parameter `assets_download_bucket`.
    /// - Returns: all of it.
    static func environment(_ own: [String: String], bucket: String) -> [String: String] {
        ChildProcess.environment(passing: own)
            .merging(["OPSWORKS_ASSETS_DOWNLOAD_BUCKET": bucket]) { $1 }
    }
}
