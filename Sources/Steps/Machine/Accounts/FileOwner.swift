import Bytes
import Glibc

/// The owner that a file is to have; nil leaves it as it is.
struct FileOwner: Sendable, Equatable {
    let user: uid_t?
    let group: gid_t?

    /// No particular owner: the process' own user and group.
    static let unchanged = FileOwner(user: nil, group: nil)

    init(user: uid_t?, group: gid_t?) {
        self.user = user
        self.group = group
    }

    /// Looks up the numbers of names; a name that is a number stands for itself.
    ///
    /// If the root has a database of its own (`/etc/passwd`, `/etc/group`), that one is used,
    /// otherwise the machine's.
    ///
    /// - Throws: `MachineError.unknownAccount`.
    init(user: String?, group: String?, in root: MachineRoot) throws(MachineError) {
        self.user = try user.map { name throws(MachineError) in
            if let id = uid_t(name) { return id }
            let id = try root.number(of: name, in: "/etc/passwd") { AccountEntry.user($0)?.id }
            guard let id else { throw .unknownAccount("user", name) }
            return id
        }
        self.group = try group.map { name throws(MachineError) in
            if let id = gid_t(name) { return id }
            let id = try root.number(of: name, in: "/etc/group", AccountEntry.group)
            guard let id else { throw .unknownAccount("group", name) }
            return id
        }
    }
}

extension MachineRoot {
    /// The third field of a name's line (passwd(5), group(5)).
    fileprivate func number(
        of name: String, in database: String, _ onMachine: (String) -> UInt32?
    ) throws(MachineError) -> UInt32? {
        guard !isMachine, let content = try read(database) else { return onMachine(name) }
        for line in String(decoding: content, as: UTF8.self).parts(at: "\n") {
            let fields = line.parts(at: ":")
            if fields.count > 2, fields[0].isSpelled(name) { return UInt32(fields[2]) }
        }
        return nil
    }
}
