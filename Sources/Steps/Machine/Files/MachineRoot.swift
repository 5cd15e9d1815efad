import Bytes
package import SystemPackage

/// The folder that stands for `/`: the machine's own, or a sandbox named by `ENLIST_ROOT`.
///
/// Every path in a step is resolved below it. A symbolic link in it means what it would mean to a
/// process with this root (absolute targets begin at the root, `..` stops there), so no link leads
/// out. Links are followed one component at a time with open descriptors, so that a component that
/// is swapped meanwhile does not lead out either.
package struct MachineRoot: Sendable, Equatable {
    /// The folder, absolute and without links.
    package let path: FilePath

    /// The machine's own `/`.
    package static let machine = MachineRoot(canonical: "/")

    private init(canonical: FilePath) { path = canonical }

    /// Takes the folder that `ENLIST_ROOT` names, or the machine's own `/` if it names none.
    ///
    /// - Throws: as for a path.
    package init(environment: [String: String]) throws(MachineError) {
        if let path = environment["ENLIST_ROOT"], !path.isEmpty {
            try self.init(path)
        } else {
            self = .machine
        }
    }

    /// Takes the folder that stands for `/`.
    ///
    /// - Parameter path: absolute, without `..`; an existing folder.
    /// - Throws: `MachineError.rootRefused` if it is not.
    package init(_ path: String) throws(MachineError) {
        guard path.begins(with: "/"), !FilePath(path).components.contains("..") else {
            throw .rootRefused(path, "is not an absolute path without `..`")
        }
        do {
            self.path = try FilePath(path).resolvingLinks()
            _ = try OpenFolder(self.path)
        } catch {
            throw .rootRefused(path, "cannot be opened: \(error)")
        }
        // Some programs get the root in a file with a syntax of its own.
        guard self.path.string.unicodeScalars.allSatisfy(Self.isPlain) else {
            throw .rootRefused(path, "has a quote, a backslash, `;` or a control character in it")
        }
    }

    private static func isPlain(_ character: Unicode.Scalar) -> Bool {
        character.value >= 0x20 && character.value != 0x7F
            && !["\"", "\\", ";"].contains(character)
    }

    /// Whether it is the machine's own `/`.
    package var isMachine: Bool { path == "/" }

    /// The location of a sandbox path on the machine, without resolving links.
    ///
    /// For messages, and for programs that get the root in another way; to read and write, use this
    /// type's methods.
    ///
    /// - Throws: `MachineError.pathRefused` for a relative path and one with `..`.
    package func locate(_ path: String) throws(MachineError) -> FilePath {
        self.path.pushing(FilePath(root: nil, try Self.components(of: path)))
    }

    /// The components of an absolute path that a step or a person has named.
    static func components(of path: String) throws(MachineError) -> FilePath.ComponentView {
        guard path.begins(with: "/"), !path.utf8.contains(0) else {
            throw .pathRefused(path, "is not absolute")
        }
        let components = FilePath(path).components
        guard components.allSatisfy({ $0.kind == .regular }) else {
            throw .pathRefused(path, "has `.` or `..` in it")
        }
        return components
    }
}
