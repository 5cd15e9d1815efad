import Bytes
import Cryptography
import Journal
import Steps
import SystemPackage

/// Distinguishes a machine from the one from which its image was made, if no step needs the
/// instance's id.
///
/// An image contains the journal of the machine from which it was made. Instance metadata is the
/// best evidence of whose it is. Otherwise the hardware's own identifiers differ on every instance
/// (on EC2's Nitro the board's tag is the instance's id), and `/etc/machine-id` differs if the
/// image's author has removed it (machine-id(5)). The boot id alone does not distinguish machines,
/// as a run is resumed after a reboot: it counts only if there is nothing else.
struct MachineIdentity: Sendable {
    /// The instance's id; nil if metadata does not return it.
    let instance: String?
    /// A checksum, as machine-id(5) asks for; nil if the root has no identifiers.
    let hardware: String?

    private static let lasting = [
        "/sys/class/dmi/id/board_asset_tag", "/sys/class/dmi/id/product_uuid",
        "/sys/hypervisor/uuid", "/etc/machine-id",
    ]
    private static let boot = "/proc/sys/kernel/random/boot_id"

    /// Reads the machine's identifiers.
    init(instance: String?, below root: MachineRoot) {
        self.instance = instance
        var found = Self.lasting.compactMap { path in
            Self.text(path, root).map { "\(path)=\($0)" }
        }
        if found.isEmpty { found = Self.text(Self.boot, root).map { ["\(Self.boot)=\($0)"] } ?? [] }
        let names = "enlist machine\n" + found.joined(separator: "\n")
        hardware =
            found.isEmpty
            ? nil : (try? SHA256.digits(of: Array(names.utf8))).map { $0.beginning(32) }
    }

    /// Whether a journal certainly belongs to another machine.
    func isOther(than header: JournalHeader) -> Bool {
        if let instance, let other = header.metadataID { return instance != other }
        if let hardware, let other = header.machine { return hardware != other }
        return false
    }

    /// Whether the machine identifies itself as an EC2 instance.
    ///
    /// If it does not, asking for metadata would only wait in vain.
    static func isInstance(below root: MachineRoot) -> Bool {
        text("/sys/class/dmi/id/sys_vendor", root) == "Amazon EC2"
            || text("/sys/hypervisor/uuid", root)?.begins(with: "ec2") ?? false
    }

    private static func text(_ path: String, _ root: MachineRoot) -> String? {
        guard let bytes = try? root.read(path, limit: 256) else { return nil }
        let text = String(decoding: bytes, as: UTF8.self).trimmed()
        // What systemd writes there before it has created an id.
        return text.isEmpty || text == "uninitialized" ? nil : text
    }
}

extension JournalContent {
    /// Reads a journal; nil if it does not exist, or if its last run was on another machine.
    ///
    /// - Throws: `JournalError` if it cannot be read.
    init?(of path: FilePath, on machine: MachineIdentity?) throws(JournalError) {
        guard let content = try JournalContent(of: path) else { return nil }
        if let machine, let header = content.runs.last?.header, machine.isOther(than: header) {
            return nil
        }
        self = content
    }
}
