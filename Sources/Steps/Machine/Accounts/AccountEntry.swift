import Glibc

/// An entry of the machine's user database, whatever its backend.
struct AccountEntry: Sendable {
    let name: String
    let id: uid_t
    let group: gid_t
    let home: String

    /// Looks up a user by name or number; nil if none exists.
    static func user(_ name: String) -> AccountEntry? {
        lookUp { entry, buffer, size, found in
            if let id = uid_t(name) {
                getpwuid_r(id, entry, buffer, size, found)
            } else {
                getpwnam_r(name, entry, buffer, size, found)
            }
        }
    }

    /// The number of a group; nil if there is no group of that name.
    static func group(_ name: String) -> gid_t? {
        var entry = Glibc.group()
        var found: UnsafeMutablePointer<Glibc.group>?
        var buffer = [CChar](repeating: 0, count: 1 << 12)
        while getgrnam_r(name, &entry, &buffer, buffer.count, &found) == ERANGE {
            guard buffer.count < longest else { return nil }
            buffer = [CChar](repeating: 0, count: buffer.count * 4)
        }
        return found?.pointee.gr_gid
    }

    private static let longest = 1 << 24

    private typealias Query = (
        UnsafeMutablePointer<passwd>, UnsafeMutablePointer<CChar>, Int,
        UnsafeMutablePointer<UnsafeMutablePointer<passwd>?>
    ) -> Int32

    private static func lookUp(_ query: Query) -> AccountEntry? {
        var entry = passwd()
        var found: UnsafeMutablePointer<passwd>?
        var size = 1 << 12
        while size <= longest {
            var buffer = [CChar](repeating: 0, count: size)
            let result: AccountEntry?? = buffer.withUnsafeMutableBufferPointer { buffer in
                guard let start = buffer.baseAddress else { return .some(nil) }
                let status = query(&entry, start, size, &found)
                if status == ERANGE { return .none }
                // The entry's strings lie in the buffer.
                return .some(found.flatMap { AccountEntry($0.pointee) })
            }
            if let result { return result }
            size *= 4
        }
        return nil
    }

    private init?(_ entry: passwd) {
        guard let name = entry.pw_name else { return nil }
        self.name = String(cString: name)
        id = entry.pw_uid
        group = entry.pw_gid
        home = entry.pw_dir.map { String(cString: $0) } ?? "/"
    }
}
