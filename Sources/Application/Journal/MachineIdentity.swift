import Bytes
import Cryptography
import Journal
import Steps

/// What tells a machine from the one of which its image was made, where no step needs to know the instance.
///
/// An image holds the journal of the machine that it was made of. Instance metadata says best whose it is.
/// Else the hardware's own names differ on every instance (on EC2's Nitro the board's tag is the
/// instance's id), and `/etc/machine-id` differs where whoever made the image has removed it
/// (machine-id(5)). A boot alone tells no machines apart, as a run goes on after a reboot: it counts where
/// nothing else is there.
struct MachineIdentity: Sendable {
    /// The instance's id; nil where metadata does not say it.
    let instance: String?
    /// A checksum, as machine-id(5) wants it to be no more than that; nil where the root says nothing.
    let hardware: String?

    private static let lasting = [
        "/sys/class/dmi/id/board_asset_tag", "/sys/class/dmi/id/product_uuid",
        "/sys/hypervisor/uuid", "/etc/machine-id",
    ]
    private static let boot = "/proc/sys/kernel/random/boot_id"

    /// Reads what the machine says of itself.
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

    /// Whether a journal is another machine's for certain.
    func isOther(than header: JournalHeader) -> Bool {
        if let instance, let other = header.metadataID { return instance != other }
        if let hardware, let other = header.machine { return hardware != other }
        return false
    }

    /// Whether the machine says of itself that it is an EC2 instance, so that asking its metadata is no
    /// wait for nobody.
    static func isInstance(below root: MachineRoot) -> Bool {
        text("/sys/class/dmi/id/sys_vendor", root) == "Amazon EC2"
            || text("/sys/hypervisor/uuid", root)?.begins(with: "ec2") ?? false
    }

    private static func text(_ path: String, _ root: MachineRoot) -> String? {
        guard let bytes = try? root.read(path, limit: 256) else { return nil }
        let text = String(decoding: bytes, as: UTF8.self).trimmed()
        // What systemd writes there before it has made one.
        return text.isEmpty || text == "uninitialized" ? nil : text
    }
}
