import Glibc

/// The way to a file, gone through folder by folder, with each folder held open: what is checked is what
/// the next one is looked for in, whatever is renamed or replaced meanwhile.
///
/// Nobody but root and the user that enlist runs as can have changed what it leads to: neither a folder on
/// the way, nor a symbolic link, nor the folder that a link is in, nor the file.
struct TrustedPath: ~Copyable {
    /// What the path leads to, opened as a place (`O_PATH`): nothing has been done to it.
    let place: Int32
    /// The folder that it is in, without links.
    let folder: String

    /// As many as the kernel follows (path_resolution(7)).
    private static let mostLinks = 40

    /// Goes there.
    ///
    /// - Parameter path: absolute, or from the current folder.
    /// - Throws: where nothing is there; where a folder or link on the way, or what it leads to, is not to
    ///   be trusted, with all of them.
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
        /// The names of the folders that are open, without the root's.
        var names: [[UInt8]] = []
        /// Those folders, the root first.
        var folders: [Int32] = []
        /// What is still to be gone through, the next one last.
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

        /// - Returns: the last of the path, which the caller closes.
        mutating func go() throws(PluginError) -> Int32 {
            let place = try find()
            guard distrusted.isEmpty else {
                Glibc.close(place)
                throw .untrusted(distrusted)
            }
            return place
        }

        /// The same, whoever can have changed it.
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
            // It leads to a folder.
            let place = folders.last.map { fcntl($0, F_DUPFD_CLOEXEC, 3) } ?? -1
            guard place >= 0 else { throw failed(errno) }
            return place
        }

        private mutating func add(_ folder: Int32) throws(PluginError) {
            guard folder >= 0 else { throw failed(errno) }
            folders.append(folder)
            var status = stat()
            guard fstat(folder, &status) == 0 else { throw failed(errno) }
            // Nobody can move another's file out of a sticky folder, as /tmp is one, but its owner.
            note(Distrust(text, status, isSticky: status.st_mode & S_ISVTX != 0))
        }

        /// Goes on where a link leads.
        ///
        /// - Returns: whether the place is a link; it is then closed.
        private mutating func follow(_ place: Int32, _ name: [UInt8]) throws(PluginError) -> Bool {
            var status = stat()
            guard fstat(place, &status) == 0, status.st_mode & S_IFMT == S_IFLNK else {
                return false
            }
            defer { Glibc.close(place) }
            let link = (text == "/" ? "" : text) + "/" + String(decoding: name, as: UTF8.self)
            // A link has no mode; who can replace it is its folder's matter, but for a sticky one.
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

        /// A folder may be passed more than once.
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
