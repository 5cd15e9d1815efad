import Glibc
import SystemPackage

extension OpenFolder {
    /// The names of all entries, in no order; a name that is not UTF-8 is repaired.
    ///
    /// - Throws: `Errno`.
    func names() throws(Errno) -> [String] {
        var names: [String] = []
        try forEachName { name throws(Errno) in names.append(String(cString: name)) }
        return names
    }

    /// Calls the body with each entry's name, except `.` and `..`, as raw bytes.
    ///
    /// - Parameter body: may remove entries; an entry that it adds may or may not be visited.
    /// - Throws: `Errno`, also the body's own.
    func forEachName(_ body: (UnsafePointer<CChar>) throws(Errno) -> Void) throws(Errno) {
        // Reading moves a position that all users of a descriptor share.
        let opened = openat(descriptor, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard opened >= 0 else { throw Errno(rawValue: errno) }
        guard let stream = fdopendir(opened) else {
            let error = Errno(rawValue: errno)
            close(opened)
            throw error
        }
        defer { closedir(stream) }
        while true {
            errno = 0
            guard let entry = readdir(stream) else {
                guard errno == 0 else { throw Errno(rawValue: errno) }
                return
            }
            // Not by the declared array: the entry is only as long as its name needs (readdir(3)).
            let name = UnsafeRawPointer(entry).advanced(by: Self.nameOffset)
                .assumingMemoryBound(to: CChar.self)
            guard strcmp(name, ".") != 0, strcmp(name, "..") != 0 else { continue }
            try body(name)
        }
    }

    private static let nameOffset = MemoryLayout<dirent>.offset(of: \.d_name) ?? 19
}
