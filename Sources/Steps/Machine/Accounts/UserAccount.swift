import Glibc

/// A user of the machine, with what it takes to run a program as that user: its ids and its home.
package struct UserAccount: Sendable, Equatable {
    let name: String
    let id: uid_t
    let group: gid_t
    /// All groups that the user is in, its own included.
    let groups: [gid_t]
    let home: String

    /// Looks up a user of the machine by name or number.
    ///
    /// - Throws: `MachineError.unknownAccount`.
    init(_ name: String) throws(MachineError) {
        guard let entry = AccountEntry.user(name) else { throw .unknownAccount("user", name) }
        self.name = entry.name
        id = entry.id
        group = entry.group
        home = entry.home
        groups = UserAccount.groups(of: entry)
    }

    /// Whether this process runs as the user already.
    var isOwn: Bool { id == geteuid() }

    /// The variables from which programs learn their user.
    var variables: [String: String] { ["HOME": home, "USER": name, "LOGNAME": name] }

    private static func groups(of entry: AccountEntry) -> [gid_t] {
        var count: Int32 = 64
        while true {
            var groups = [gid_t](repeating: 0, count: Int(count))
            if getgrouplist(entry.name, entry.group, &groups, &count) >= 0 {
                return Array(groups.prefix(Int(count)))
            }
            // Now the count is the number of groups; some libraries leave it as it was.
            count = max(count, Int32(groups.count) * 2)
        }
    }
}
