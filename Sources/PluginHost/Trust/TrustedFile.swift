import Glibc

/// A library's file, opened once: what is checked is what is loaded.
///
/// Code from it gets enlist's rights, so nobody may have been able to change it but root and the user
/// that enlist runs as: not the file, and not a folder on the way to it.
struct TrustedFile: ~Copyable {
    /// The file as the kernel names the open descriptor, whatever happens to its path meanwhile.
    let pathOfDescriptor: String
    private let descriptor: Int32

    init(_ path: String) throws(PluginError) {
        descriptor = open(path, O_RDONLY | O_CLOEXEC)
        pathOfDescriptor = "/proc/self/fd/\(descriptor)"
        guard descriptor >= 0 else {
            throw .notLoaded(library: path, String(cString: strerror(errno)))
        }
        do throws(PluginError) {
            try TrustedFile.check(descriptor, path)
        } catch {
            close(descriptor)
            throw error
        }
    }

    deinit { close(descriptor) }

    private static func check(_ descriptor: Int32, _ path: String) throws(PluginError) {
        var file = stat()
        guard fstat(descriptor, &file) == 0, file.st_mode & S_IFMT == S_IFREG else {
            throw .notLoaded(library: path, "it is no ordinary file")
        }
        try checkWriters(file, path)
        // Without links: whoever can change a link's folder could have made it lead elsewhere, so the
        // folders that count are those of where it led.
        var buffer = [CChar](repeating: 0, count: Int(PATH_MAX))
        let length = readlink("/proc/self/fd/\(descriptor)", &buffer, buffer.count - 1)
        guard length > 0 else { throw .notLoaded(library: path, String(cString: strerror(errno))) }
        var place = String(decoding: buffer[..<length].map(UInt8.init(bitPattern:)), as: UTF8.self)
        while let slash = place.lastIndex(of: "/"), place != "/" {
            place = slash == place.startIndex ? "/" : String(place[..<slash])
            var folder = stat()
            guard stat(place, &folder) == 0 else {
                throw .notLoaded(library: path, String(cString: strerror(errno)))
            }
            // Nobody can move another's file out of a sticky folder, as /tmp is one.
            if folder.st_mode & S_ISVTX != 0 { continue }
            try checkWriters(folder, place)
        }
        try checkMachine(descriptor, path)
    }

    private static func checkWriters(_ file: stat, _ path: String) throws(PluginError) {
        guard file.st_uid == 0 || file.st_uid == geteuid() else {
            throw .untrusted(path, "belongs to user \(file.st_uid)", fix: "chown root \(path)")
        }
        guard file.st_mode & (S_IWGRP | S_IWOTH) == 0 else {
            throw .untrusted(path, "can be written by others", fix: "chmod go-w \(path)")
        }
    }

    /// By the header of ELF files (elf(5)): what the loader would only call missing.
    private static func checkMachine(_ descriptor: Int32, _ path: String) throws(PluginError) {
        var header = [UInt8](repeating: 0, count: 20)
        guard pread(descriptor, &header, header.count, 0) == header.count,
            header.starts(with: [0x7F, 0x45, 0x4C, 0x46])
        else { throw .notLoaded(library: path, "it is no shared library (ELF)") }
        let machine = Int(header[18]) | Int(header[19]) << 8
        guard header[4] == 2, machine == ownMachine else {
            let name = header[4] == 2 ? machineNames[machine] : "a 32-bit machine"
            throw .notLoaded(
                library: path,
                "it is for \(name ?? "machine number \(machine)"), and this is "
                    + (machineNames[ownMachine] ?? "another"))
        }
    }

    private static let machineNames = [62: "x86-64", 183: "arm64", 243: "riscv"]
    #if arch(arm64)
        private static let ownMachine = 183
    #else
        private static let ownMachine = 62
    #endif
}
