import Pipeline
import SystemPackage

/// The parameters that all file-writing kinds share: the file's mode and owner, and whether missing
/// folders are created.
struct FileRights: Sendable {
    static let mode = Parameter<FileMode>("mode", "its permissions", default: FileMode(bits: 0o644))
    static let owner = Parameter<String?>(
        "owner", "its owner, a user's name or number; by default enlist's own")
    static let group = Parameter<String?>(
        "group", "its group, a name or number; by default enlist's own")
    static let makeFolders = Parameter<Bool>(
        "make-folders", "whether to create missing folders on its path, with mode 0755",
        default: false)

    let mode: FileMode
    /// The mode of missing folders that are created; nil if all folders must exist.
    let folderMode: UInt32?
    private let user: String?
    private let group: String?

    init(_ arguments: Arguments) throws(Failure) {
        mode = try arguments.value(Self.mode)
        user = try arguments.value(Self.owner)
        group = try arguments.value(Self.group)
        folderMode = try arguments.value(Self.makeFolders) ? 0o755 : nil
    }

    /// The owner that the file is to have.
    ///
    /// - Throws: `MachineError.unknownAccount`.
    func owner(in root: MachineRoot) throws(MachineError) -> FileOwner {
        try FileOwner(user: user, group: group, in: root)
    }

    /// The folder that holds the file, and the file's name in it.
    ///
    /// - Throws: `MachineError`: `.folderMissing` if it does not exist and may not be created.
    func openParent(
        of path: String, in root: MachineRoot
    ) throws(MachineError) -> (folder: OpenFolder, name: String) {
        do {
            return try root.openParent(of: path, makingWith: folderMode)
        } catch {
            guard case .system(_, _, .noSuchFileOrDirectory) = error else { throw error }
            throw .folderMissing(path)
        }
    }

    /// `mode 0600, owner app`.
    var words: String {
        ["mode \(mode.text)", user.map { "owner \($0)" }, group.map { "group \($0)" }]
            .compactMap(\.self).joined(separator: ", ")
    }

    /// The text for a plan: `, mode 0600, owner app`.
    static func planText(_ parameters: [String: Value]) -> String {
        ["mode", "owner", "group"].compactMap { name in
            guard let value = parameters[name], value != .null else { return nil }
            return ", \(name) \(value.text)"
        }.joined()
    }
}
