import Bytes
import JSON
import Pipeline

/// The pipeline file by which instances join a layer of another provider.
struct JoiningPipeline {
    private(set) var devices: [String] = []
    private(set) var leftovers: [Leftover] = []
    private var changes: [String] = []
    private var mounts: [String] = []
    private var plugins = ""

    init(_ layer: DescribedLayer, _ wishes: ImportWishes) {
        addPackages(layer.packages)
        addVolumes(layer.volumes, wishes.mountPlugin)
        addName(wishes.product)
    }

    var text: String { text(mounts, plugins) }

    var textWithoutPlugins: String { text([], "") }

    private func text(_ mounts: [String], _ plugins: String) -> String {
        """
        enlist: 1
        extends: \(Provider.systemsManager.name)
        on-failure:
          revert: true
          then: abandon
        changes:
        \((changes + mounts).joined())  - insert: finish-launch
            after: wait-until-applied
        \(plugins)
        """
    }

    private mutating func addPackages(_ names: [String]) {
        let bad = names.filter { Dependency($0).problem() != nil }
        if !bad.isEmpty {
            leftovers.append(
                Leftover(
                    .first, "the packages \(Leftover.quoted(bad))",
                    why: "these are not package names",
                    instead: "add what was meant to `install-dependencies`"))
        }
        let good = names.filter { Dependency($0).problem() == nil }.map(quoted)
        changes.append(
            good.isEmpty
                ? "  - remove: install-dependencies\n"
                : "  - set: install-dependencies\n    with: {packages: [\(good.joined(separator: ", "))]}\n"
        )
        if !good.isEmpty {
            leftovers.append(
                Leftover(
                    .first, "the packages' names",
                    why: "they are those of the old operating system",
                    instead: "check them against the new image's"))
        }
    }

    /// Launch templates name devices this way; the plugin decides which folder is mounted.
    private mutating func addVolumes(_ volumes: [DescribedVolume], _ plugin: String?) {
        guard !volumes.isEmpty else { return }
        let letters = Array("fghijklmnop".utf8)
        for (volume, letter) in zip(volumes, letters) {
            let device = "/dev/sd" + String(decoding: [letter], as: UTF8.self)
            devices.append(device)
            guard plugin != nil else {
                leftovers.append(
                    Leftover(
                        .first, "mounting \(Leftover.quoted(volume.mountPoint))",
                        why: "group.yaml attaches a new volume as \(device), and nothing mounts it",
                        instead: "put the plugin mount-data-volume into the image, and import with "
                            + "`--mount-plugin PATH`"))
                continue
            }
            mounts.append(
                """
                  - insert:
                      mount-data-volume: {device: \(quoted(device)), at: \(quoted(volume.mountPoint))}
                      id: mount-\(devices.count)
                    before: look-up-associations

                """)
            leftovers.append(
                Leftover(
                    .first, "the device \(device) of \(Leftover.quoted(volume.mountPoint))",
                    why:
                        "instance types with NVMe call it differently, and not each image links the name",
                    instead: "check on an instance that \(device) is there, or name the device in "
                        + "pipeline.yaml as it is called"))
        }
        if volumes.count > letters.count {
            leftovers.append(
                Leftover(
                    .later, "\(volumes.count - letters.count) more volumes",
                    why: "a launch template has device names for \(letters.count)",
                    instead: "use fewer, larger volumes"))
        }
        if let plugin { plugins = "plugins: [\(quoted(plugin))]\n" }
    }

    /// A layer whose name cannot be part of a hostname gets a template of its own.
    private mutating func addName(_ product: String) {
        // A placeholder of the length of an instance id.
        let id = "-i-0123456789abcdef0"
        guard Hostname(product + id) == nil else { return }
        let plain = product.utf8.map {
            $0.isLetter || $0.isDigit ? $0.lowercased : UInt8(ascii: "-")
        }
        var name = String(decoding: plain, as: UTF8.self).beginning(63 - id.utf8.count)
        while name.begins(with: "-") { name = name.dropping(bytes: 1) }
        let template = (name.isEmpty ? "" : name + "-") + "${instance.id}"
        changes.append(
            "  - set: derive-hostname\n    with: {name: \(JSONValue.string(template).line), apply: true}\n"
        )
    }

    /// Foreign text in double quotes, in which nothing stands for a fact.
    private func quoted(_ text: String) -> String { JSONValue.string(Template.escaped(text)).line }
}
