import Bytes
import Cryptography
import Steps

/// What tells a machine from the one of which its image was made, where instance metadata is not asked.
///
/// An image holds the journal of the machine that it was made of. The hardware's own names differ on
/// every instance (on EC2's Nitro the board's tag is the instance's id); `/etc/machine-id` differs where
/// whoever made the image has removed it (machine-id(5)). A boot alone tells no machines apart, as a run
/// goes on after a reboot: it counts where nothing else is there.
enum MachineIdentity {
    private static let lasting = [
        "/sys/class/dmi/id/board_asset_tag", "/sys/class/dmi/id/product_uuid",
        "/sys/hypervisor/uuid", "/etc/machine-id",
    ]
    private static let boot = "/proc/sys/kernel/random/boot_id"

    /// A checksum, as machine-id(5) wants it to be no more than that; nil where the root says nothing.
    static func read(below root: MachineRoot) -> String? {
        var found = lasting.compactMap { path in text(path, root).map { "\(path)=\($0)" } }
        if found.isEmpty { found = text(boot, root).map { ["\(boot)=\($0)"] } ?? [] }
        guard !found.isEmpty else { return nil }
        let names = "enlist machine\n" + found.joined(separator: "\n")
        return (try? SHA256.digits(of: Array(names.utf8))).map { $0.beginning(32) }
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
