import AWS
import HTTP
import JSON
import Pipeline
import SystemPackage

/// The OpsWorks agent's installer: downloaded, verified, unpacked, configured for the instance, and
/// run.
///
/// The archive holds `opsworks-agent-installer/boot-registration`, which reads the file `preconfig`
/// beside it (aws-cli 1.32.117, `REMOTE_SCRIPT`).
struct AgentInstaller: Sendable {
    private static let folder = "/opsworks-agent-installer"

    private let source: InstallerSource
    private let sha256: SHA256Digest?
    private let parameters: [JSONValue.Member]
    private let host: Host

    /// Takes what is known of the installer; downloads nothing yet.
    ///
    /// - Parameters:
    ///   - url: the installer's address according to OpsWorks.
    ///   - sha256: the checksum; nil to accept any content.
    ///   - parameters: the stack's provisioning parameters, all of which go to the installer.
    ///   - host: the machine to install on.
    /// - Throws: a `Failure` of class `refused` if the address is not acceptable, or if it would
    ///   install on another machine than the one that the root stands for.
    init(
        url: String, sha256: SHA256Digest?, parameters: [JSONValue.Member],
        host: Host
    ) throws(Failure) {
        source = try InstallerSource(url)
        // It knows nothing of the root: it decides by itself what it installs, and where. The local
        // cloud's installer installs nothing.
        guard host.root.isMachine || source.isThisMachine else {
            throw .installerLeavesRoot(url, root: host.root.path.string)
        }
        self.sha256 = sha256
        self.parameters = parameters
        self.host = host
    }

    /// Runs the installer in a private folder, which is removed when this returns or throws.
    ///
    /// - Parameters:
    ///   - stackID: of the stack to register with.
    ///   - hostname: the name to register under.
    ///   - user: whose key to register with; nil for the instance's role.
    ///   - context: each line that the installer prints goes to its log, without the secrets that
    ///     the run knows.
    /// - Returns: how the installer ended.
    /// - Throws: a `Failure` or `MachineError` if it could not be downloaded, trusted or started.
    func run(
        stackID: String, hostname: Hostname, user: Credentials?, _ context: StepContext
    ) async throws -> Ending {
        let bucket = parameters.first { $0.name == "assets_download_bucket" }?.value.string
        guard let bucket else { throw Failure.noAssetsBucket(stackID) }
        let preconfig = try preconfig(stackID, hostname, user)

        return try await host.root.withPrivateFolder(in: MachineRoot.privateFolders) {
            place in
            let archive = place.appending("installer.tar.gz")
            try await source.download(to: archive, by: host.http, now: context.secondsSinceEpoch)
            if let sha256 { try check(archive, against: sha256) }
            let unpacked = place.appending("unpacked")
            try MachineRoot(place.string).makeFolder("/unpacked", mode: 0o700)
            try await Archive(archive).unpack(into: unpacked)

            let inside = try MachineRoot(unpacked.string)
            guard try inside.has(Self.folder + "/boot-registration") else {
                throw Failure.noBootRegistration(source.url.description)
            }
            try inside.write(
                Array(preconfig.text.utf8), to: Self.folder + "/preconfig", mode: 0o600)
            let program = try inside.locate(Self.folder + "/boot-registration")
            let child = ChildProcess(
                program.string,
                environment: Self.environment(host.environment, bucket: bucket),
                in: program.removingLastComponent())
            try context.record(Registration.begun, hostname.text)
            let (ending, tail) = try await child.run(hiding: host.secrets.now) { line in
                context.output(line, from: "boot-registration")
            }
            return Ending(ending: ending, tail: tail)
        }
    }

    private func preconfig(
        _ stackID: String, _ hostname: Hostname, _ user: Credentials?
    ) throws(Failure) -> Preconfig {
        var values = Dictionary(
            parameters.map { ($0.name, $0.value) }, uniquingKeysWith: { first, _ in first })
        values["stack_id"] = .string(stackID)
        values["hostname"] = .string(hostname.text)
        values["import"] = true
        if let user {
            values["access_key_id"] = .string(user.accessKeyID)
            values["secret_access_key"] = .string(user.secretAccessKey)
        }
        return try Preconfig(values)
    }

    private func check(_ archive: FilePath, against sha256: SHA256Digest) throws {
        let file = try FileDescriptor.open(archive, .readOnly)
        defer { try? file.close() }
        let found = try file.sha256()
        guard found == sha256.text else {
            throw Failure.wrongHash(source.url.description, expected: sha256.text, found: found)
        }
    }
}
