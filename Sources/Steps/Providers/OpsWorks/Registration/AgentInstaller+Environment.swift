extension AgentInstaller {
    /// The installer's environment: that of any program, and the bucket.
    ///
    /// - Parameters:
    ///   - own: enlist's own environment.
    ///   - bucket: the provisioning parameter `assets_download_bucket`.
    /// - Returns: the whole environment.
    static func environment(_ own: [String: String], bucket: String) -> [String: String] {
        ChildProcess.environment(passing: own)
            .merging(["OPSWORKS_ASSETS_DOWNLOAD_BUCKET": bucket]) { $1 }
    }
}
