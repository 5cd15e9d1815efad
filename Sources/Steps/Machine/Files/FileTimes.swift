import Glibc
import Pipeline
import SystemPackage

extension MachineRoot {
    /// The modification time of a file or a folder, by the machine's clock; nil if it does not
    /// exist or cannot be read.
    func modified(_ path: String) -> Duration? {
        guard let (folder, name) = try? openParent(of: path) else { return nil }
        var status = Glibc.stat()
        guard fstatat(folder.descriptor, name, &status, AT_SYMLINK_NOFOLLOW) == 0 else {
            return nil
        }
        return .seconds(status.st_mtim.tv_sec) + .nanoseconds(status.st_mtim.tv_nsec)
    }

    /// The names in a folder; none if it does not exist or cannot be read.
    func names(in path: String) -> [String] {
        (try? openFolder(path).names()) ?? []
    }

    /// The last bytes of a file that grows, such as a log; nil if it does not exist or cannot be
    /// read.
    func tail(_ path: String, bytes: Int) -> [UInt8]? { ending(path, bytes: bytes)?.content }

    /// The last bytes of a file, and how many bytes come before them.
    func ending(_ path: String, bytes: Int) -> (content: [UInt8], before: Int)? {
        guard let (folder, name) = try? openParent(of: path), let file = try? folder.file(name)
        else { return nil }
        defer { try? file.close() }
        guard (try? file.isOrdinaryFile()) == true,
            let size = try? file.seek(offset: 0, from: .end),
            (try? file.seek(offset: max(0, size - Int64(bytes)), from: .start)) != nil
        else { return nil }
        var content: [UInt8] = []
        var block = [UInt8](repeating: 0, count: 1 << 14)
        // It may grow while it is read.
        while content.count < bytes,
            let count = try? block.withUnsafeMutableBytes({ try file.read(into: $0) }), count > 0
        {
            content += block[..<count]
        }
        return (content, Int(max(0, size - Int64(bytes))))
    }
}
