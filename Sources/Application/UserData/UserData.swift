import Pipeline

/// What goes into a launch template so that an instance runs enlist at its first boot.
package struct UserData: Sendable {
    /// The inputs that are known already; the others come from the instance's tags.
    var inputs: [(name: FactName, text: String)] = []
    /// Files that the instance gets: absolute paths, and texts.
    var files: [(path: String, text: String)] = []
    package var binary = Binary.installed
    /// The proxy for everything but instance metadata.
    package var proxy: String?
    /// More words for `enlist run`.
    package var options: [String] = []
    /// Whether a unit of systemd's runs enlist, so that cloud-init does not wait for it.
    package var isDetached = false
    /// How long an instance stays on that has not joined, and could tell nobody; nil for as long as its group lets it.
    package var powersOffAfter: Duration?

    /// Where the instance has the program from.
    package enum Binary: Sendable, Equatable {
        /// In the image, on the search path.
        case installed
        /// Fetched, and run only if it has this SHA-256.
        case fetched(url: String, sha256: String)
    }

    /// What can be printed.
    package enum Format: String, CaseIterable {
        case shell
        case cloudConfig = "cloud-config"
        case mime
        /// The script as EC2's API takes it.
        case base64
    }

    /// What EC2 takes, in bytes, before it is encoded.
    static let limit = 16384

    /// Where the instance has what `--pipeline` names.
    static let pipelinePlace = "/etc/enlist/pipeline.yaml"
    /// Where it has what `--overlay` names.
    static let overlayFolder = "/etc/enlist/pipeline.d"
    /// The unit that runs enlist where cloud-init is not to wait for it.
    static let unit = "enlist-user-data.service"
}
