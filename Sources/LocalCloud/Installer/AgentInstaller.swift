package import Foundation

/// The agent's installer, as DescribeStackProvisioningParameters names it: a gzipped tar.
package enum AgentInstaller {
    /// The last part of its path.
    package static let fileName = "opsworks-agent-installer.tgz"
    /// The path at which the endpoint serves it.
    package static let path = "/\(fileName)"

    /// The archive.
    package static func archive(registrationTakes seconds: Double) -> Data {
        let script = BootRegistration.script(pausing: seconds)
        var tar = TarArchive()
        tar.addFolder("opsworks-agent-installer/")
        tar.addFile("opsworks-agent-installer/boot-registration", script, executable: true)
        return Gzip.stored(tar.finished)
    }
}
