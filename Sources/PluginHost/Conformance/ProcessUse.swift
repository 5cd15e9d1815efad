import CMemory
import Glibc
import Pipeline

/// The resources that a process holds at one moment.
struct ProcessUse: Sendable, Equatable {
    /// Bytes of the heap; nil if the C library cannot tell.
    let heap: Int?
    /// Open files.
    let files: Int
    let threads: Int

    /// The resources of this process.
    static var own: ProcessUse {
        let bytes = Int(cmemory_bytes_in_use())
        return ProcessUse(
            heap: bytes < 0 ? nil : bytes, files: count("/proc/self/fd"),
            threads: count("/proc/self/task"))
    }

    private static func count(_ folder: String) -> Int {
        guard let entries = opendir(folder) else { return 0 }
        defer { closedir(entries) }
        var count = 0
        while readdir(entries) != nil { count += 1 }
        return count
    }
}

extension ProcessUse {
    var value: Value {
        [
            "heap": heap.map(Value.integer) ?? .null, "files": .integer(files),
            "threads": .integer(threads),
        ]
    }

    init?(_ value: Value) {
        guard case .map(let entries) = value, case .integer(let files)? = entries["files"],
            case .integer(let threads)? = entries["threads"]
        else { return nil }
        self.init(heap: entries["heap"].flatMap { Int($0) }, files: files, threads: threads)
    }
}
