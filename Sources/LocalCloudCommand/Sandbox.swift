import Foundation
import LocalCloud

/// The folder that holds the root of each machine.
struct Sandbox: Sendable {
    /// The folder of this run's own files.
    let path: String
    private let root: String?

    /// Creates the folder.
    ///
    /// - Parameter root: A folder that the user named: machines' files go there and stay there.
    /// - Throws: ``Complaint`` if it cannot be created.
    init(at root: String?) throws {
        var template = Array(
            (NSTemporaryDirectory() as NSString).appendingPathComponent("localcloud.XXXXXX")
                .utf8CString)
        guard mkdtemp(&template) != nil else {
            let reason = String(cString: strerror(errno))
            throw Complaint(ServerError.cannotMakeTemporaryFolder(reason: reason), exitCode: 73)
        }
        path = String(decoding: template.dropLast().map(UInt8.init(bitPattern:)), as: UTF8.self)
        self.root = root.map { URL(fileURLWithPath: $0).path }
    }

    /// The folder that stands for `/` on a machine, created if it does not exist, with what every
    /// image has.
    ///
    /// - Parameters:
    ///   - machine: The machine.
    ///   - alone: Whether it is the only one that runs something.
    /// - Returns: The folder's absolute path.
    /// - Throws: ``Complaint`` if it cannot be created.
    func root(of machine: LocalCloud.BootingMachine, alone: Bool) throws -> String {
        let base = root ?? path + "/root"
        let folder = alone ? base : "\(base)/\(machine.id)"
        let units = folder + "/usr/lib/systemd/system"
        let agent = units + "/amazon-ssm-agent.service"
        do {
            for path in [folder, units] {
                try FileManager.default.createDirectory(
                    atPath: path, withIntermediateDirectories: true)
            }
            if !FileManager.default.fileExists(atPath: agent) {
                try Data(Self.agentUnit.utf8).write(to: URL(fileURLWithPath: agent))
            }
        } catch {
            let reason = "\(SystemReason(error))"
            throw Complaint(
                ServerError.cannotMakeFolder(folder, reason: reason), exitCode: 73)
        }
        return folder
    }

    /// The parts of Systems Manager's agent that AWS' images have before anything is started.
    private static let agentUnit = """
        [Unit]
        Description=amazon-ssm-agent

        [Service]
        ExecStart=/usr/bin/amazon-ssm-agent

        [Install]
        WantedBy=multi-user.target

        """

    /// Removes what was created for this run only.
    func remove() {
        try? FileManager.default.removeItem(atPath: path)
    }
}
