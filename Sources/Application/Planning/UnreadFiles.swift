import Bytes
import FoundationEssentials
import Pipeline

/// The files of a machine's folder that are ignored although their names suggest that they should
/// be read.
///
/// A machine that silently joins with the default, because its file is called `pipeline.yml`, is
/// worse off than one that does not join. Names of files that were put aside (`pipeline.yaml.bak`)
/// are left alone.
struct UnreadFiles {
    /// The folder `/etc/enlist`, without a slash at its end.
    private let folder: String

    private static let files = ["pipeline.yaml", "inputs.yaml", "run.env", "user-data.env"]
    private static let folders = ["pipeline.d", "products", "trusted-keys.d"]
    /// Suffixes of YAML files besides `.yaml`; the longer ones first.
    private static let nearEndings = [".yaml.txt", ".yml.txt", ".yaml", ".yml", ".yam", ".json"]
    private static let asideEndings = [
        "~", ".bak", ".backup", ".old", ".orig", ".save", ".off", ".disabled", ".example",
        ".sample", ".tmp", ".swp", ".md", ".rpmsave", ".rpmnew", ".rpmorig", ".dpkg-old",
        ".dpkg-new", ".dpkg-dist", ".dpkg-bak", ".ucf-old", ".ucf-new", ".ucf-dist",
    ]

    init(in folder: String) {
        self.folder = folder.ends(with: "/") ? String(folder.utf8.dropLast()) ?? folder : folder
    }

    /// Checks the folder and those of its subfolders that are read.
    ///
    /// - Parameters:
    ///   - product: of the instance, if it is known.
    ///   - sources: the files that are read, including those that a person has named.
    /// - Returns: a warning for each ignored file, by name.
    func found(product: String?, reading sources: [String]) -> [Diagnostic] {
        (atTop + among(changes: "pipeline.d") + among(changes: "products")
            + spelledUnlike(product) + keys)
            .filter { !sources.contains("\(folder)/\($0.name)") }
            .map { .unread("\(folder)/\($0.name)", meant: $0.meant) }
    }

    /// The files that were probably meant as the inputs file.
    var nearInputs: [Diagnostic] {
        atTop.filter { $0.meant == "inputs.yaml" }
            .map { .unread("\(folder)/\($0.name)", meant: $0.meant) }
    }

    private typealias Unread = (name: String, meant: String)

    private var atTop: [Unread] {
        entries(of: "").compactMap { name in
            let known = isFolder(name) ? Self.folders : Self.files
            guard !Self.files.contains(name), !Self.folders.contains(name) else { return nil }
            let near =
                isFolder(name)
                ? nil : Self.files.first { Self.yamlName(of: name.lowercased()) == $0 }
            guard let meant = near ?? nearestName(to: name, among: known, within: 2) else {
                return nil
            }
            return (name, meant)
        }
    }

    private func among(changes place: String) -> [Unread] {
        entries(of: place).compactMap { name in
            let path = "\(place)/\(name)"
            if isFolder(path) {
                return entries(of: path).contains { Self.yamlName(of: $0) != nil }
                    ? (path, "files of \(place) itself") : nil
            }
            guard !name.ends(with: ".yaml"), let meant = Self.yamlName(of: name) else { return nil }
            return (path, meant)
        }
    }

    /// The changes of a product whose name is spelled differently from the instance's.
    private func spelledUnlike(_ product: String?) -> [Unread] {
        guard let own = product.map({ "\($0).yaml" }) else { return [] }
        let names = entries(of: "products")
        guard !names.contains(own) else { return [] }
        return names.filter { $0.ends(with: ".yaml") && $0.lowercased() == own.lowercased() }
            .map { ("products/\($0)", own) }
    }

    private var keys: [Unread] {
        let place = "trusted-keys.d"
        return entries(of: place).compactMap { name in
            let small = name.lowercased()
            guard !name.ends(with: ".pub"), small.ends(with: ".pub") || small.ends(with: ".pub.txt")
            else { return nil }
            let stem = small.ends(with: ".txt") ? name.utf8.dropLast(8) : name.utf8.dropLast(4)
            return ("\(place)/\(name)", String(decoding: stem, as: UTF8.self) + ".pub")
        }
    }

    /// The name that enlist would read instead of this one; nil if the file does not seem to be
    /// meant for enlist.
    private static func yamlName(of name: String) -> String? {
        let small = name.lowercased()
        if !name.hasByte("."), !["readme", "license", "makefile"].contains(small) {
            return name + ".yaml"
        }
        guard let ending = nearEndings.first(where: { small.ends(with: $0) }) else { return nil }
        return String(decoding: name.utf8.dropLast(ending.utf8.count), as: UTF8.self) + ".yaml"
    }

    /// The entries in the order of their bytes; empty for a folder that is missing or cannot be
    /// listed.
    private func entries(of place: String) -> [String] {
        let path = place.isEmpty ? folder : "\(folder)/\(place)"
        let names = (try? FileManager.default.contentsOfDirectory(atPath: path)) ?? []
        return names.filter { name in
            let small = name.lowercased()
            return !name.begins(with: ".") && !Self.asideEndings.contains { small.ends(with: $0) }
        }
        .sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
    }

    private func isFolder(_ name: String) -> Bool {
        var isFolder = false
        _ = FileManager.default.fileExists(atPath: "\(folder)/\(name)", isDirectory: &isFolder)
        return isFolder
    }
}

extension Diagnostic {
    fileprivate static func unread(_ path: String, meant: String) -> Diagnostic {
        let folder = path.folder.lastName ?? ""
        return Diagnostic(
            "`\(path)` is not read",
            remedy: meant.ends(with: " itself")
                ? "put its files into `\(folder)`" : "call it `\(meant)`, or move it elsewhere")
    }
}
