import Glibc

/// A path, followed folder by folder, with each folder held open.
///
/// The next name is looked up in the folder that was checked, whatever is renamed or replaced
/// meanwhile. Only root and the user that runs enlist can have changed what the path leads to:
/// every folder on it, every symbolic link, the folder of each link, and the file.
struct TrustedPath: ~Copyable {
    /// The end of the path, opened as a place (`O_PATH`), which has no effects.
    let place: Int32
    /// Its folder, without links.
    let folder: String

    /// The kernel's limit (path_resolution(7)).
    private static let mostLinks = 40

    /// Follows the path.
    ///
    /// - Parameter path: absolute, or relative to the current folder.
    /// - Throws: if there is nothing; or if a folder or link on the path, or its end, is not
    ///   trusted, with all of them.
    init(_ path: String) throws(PluginError) {
        var walk = Walk(path)
        do throws(PluginError) {
            place = try walk.go()
        } catch {
            walk.close()
            throw error
        }
        folder = walk.text
        walk.close()
    }

    deinit { Glibc.close(place) }

    private struct Walk {
        /// For messages.
        let path: String
        /// The names of the open folders, without the root's.
        var names: [[UInt8]] = []
        /// Those folders, the root first.
        var folders: [Int32] = []
        /// The names that remain, the next one last.
        var rest: [[UInt8]] = []
        var links = 0
        var distrusted: [Distrust] = []

        init(_ path: String) { self.path = path }

        var text: String {
            "/" + names.map { String(decoding: $0, as: UTF8.self) }.joined(separator: "/")
        }

        mutating func close() {
            folders.forEach { Glibc.close($0) }
            folders = []
        }

        /// - Returns: the end of the path, which the caller closes.
        mutating func go() throws(PluginError) -> Int32 {
            let place = try find()
            guard distrusted.isEmpty else {
                Glibc.close(place)
                throw .untrusted(distrusted)
            }
            return place
        }

        /// Follows the path, regardless of who can have changed it.
        private mutating func find() throws(PluginError) -> Int32 {
            if !path.utf8.starts(with: "/".utf8) {
                guard let here = getcwd(nil, 0) else { throw failed(errno) }
                defer { free(here) }
                rest = Self.parts(String(cString: here).utf8)
            }
            rest = Self.parts(path.utf8) + rest
            try add(Glibc.open("/", OrdinaryFile.placeOnly | O_DIRECTORY | O_CLOEXEC))
            while let name = rest.popLast() {
                guard name != Array("..".utf8) else {
                    if let folder = names.popLast().flatMap({ _ in folders.popLast() }) {
                        Glibc.close(folder)
                    }
                    continue
                }
                guard let top = folders.last else { break }
                // First as a folder, so that one that is mounted on demand is mounted.
                var place = Self.open(name, in: top, O_DIRECTORY)
                if place >= 0 {
                    names.append(name)
                    try add(place)
                    continue
                }
                if errno == ENOTDIR { place = Self.open(name, in: top, 0) }
                guard place >= 0 else { throw failed(errno) }
                if try follow(place, name) { continue }
                guard rest.isEmpty else {
                    Glibc.close(place)
                    throw failed(ENOTDIR)
                }
                var status = stat()
                if fstat(place, &status) == 0, status.st_mode & S_IFMT == S_IFREG {
                    note(Distrust(path, status))
                }
                return place
            }
            // The path leads to a folder.
            let place = folders.last.map { fcntl($0, F_DUPFD_CLOEXEC, 3) } ?? -1
            guard place >= 0 else { throw failed(errno) }
            return place
        }

        private mutating func add(_ folder: Int32) throws(PluginError) {
            guard folder >= 0 else { throw failed(errno) }
            folders.append(folder)
            var status = stat()
            guard fstat(folder, &status) == 0 else { throw failed(errno) }
            // Only its owner can move a file out of a sticky folder such as /tmp.
            note(Distrust(text, status, isSticky: status.st_mode & S_ISVTX != 0))
        }

        /// Continues where a link leads.
        ///
        /// - Returns: whether the place is a link; it is then closed.
        private mutating func follow(_ place: Int32, _ name: [UInt8]) throws(PluginError) -> Bool {
            var status = stat()
            guard fstat(place, &status) == 0, status.st_mode & S_IFMT == S_IFLNK else {
                return false
            }
            defer { Glibc.close(place) }
            let link = (text == "/" ? "" : text) + "/" + String(decoding: name, as: UTF8.self)
            // A link has no mode; its folder decides who can replace it, except in a sticky folder.
            note(Distrust(link, status, isSticky: true))
            links += 1
            guard links <= TrustedPath.mostLinks else { throw failed(ELOOP) }
            let room = Int(PATH_MAX)
            let target = [UInt8](unsafeUninitializedCapacity: room) { buffer, used in
                buffer.withMemoryRebound(to: CChar.self) { buffer in
                    guard let start = buffer.baseAddress else { return }
                    used = max(0, readlinkat(place, "", start, room))
                }
            }
            guard !target.isEmpty, target.count < room else { throw failed(ENAMETOOLONG) }
            if target.first == UInt8(ascii: "/") {
                folders.dropFirst().forEach { Glibc.close($0) }
                folders = Array(folders.prefix(1))
                names = []
            }
            rest += Self.parts(target)
            return true
        }

        /// Notes each problem once, as a folder may be passed more than once.
        private mutating func note(_ found: Distrust?) {
            guard let found, !distrusted.contains(found) else { return }
            distrusted.append(found)
        }

        private func failed(_ code: Int32) -> PluginError {
            .notLoaded(library: path, String(cString: strerror(code)))
        }

        /// The names in a path, the last one first.
        private static func parts(_ path: some Sequence<UInt8>) -> [[UInt8]] {
            path.split(separator: UInt8(ascii: "/")).map(Array.init)
                .filter { $0 != Array(".".utf8) }.reversed()
        }

        private static func open(_ name: [UInt8], in folder: Int32, _ flags: Int32) -> Int32 {
            let name = name.map(CChar.init(bitPattern:)) + [0]
            return name.withUnsafeBufferPointer { bytes in
                guard let start = bytes.baseAddress else { return -1 }
                return openat(
                    folder, start, OrdinaryFile.placeOnly | O_NOFOLLOW | O_CLOEXEC | flags)
            }
        }
    }
}
