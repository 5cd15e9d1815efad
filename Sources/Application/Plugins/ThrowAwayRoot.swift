import Bytes
import FoundationEssentials
import Glibc
import Pipeline

/// An empty folder that stands for `/` for a while.
package struct ThrowAwayRoot {
    package let path: String

    /// Makes it.
    ///
    /// - Throws: a `CommandError` where there is no place for it.
    package init() throws(CommandError) {
        let parent = getenv("TMPDIR").map { String(cString: $0) } ?? ""
        var template = Array("\(parent.isEmpty ? "/tmp" : parent)/enlist.XXXXXX".utf8CString)
        guard mkdtemp(&template) != nil else {
            let reason = String(cString: strerror(errno))
            throw CommandError(
                .unavailable,
                Failure(
                    .refused, "no folder can be made to try the plugin in: \(reason)",
                    remedy: "set TMPDIR to a folder that can be written"))
        }
        path = template.withUnsafeBufferPointer { buffer in
            buffer.baseAddress.map { String(cString: $0) } ?? ""
        }
    }

    /// Removes it with all that is in it, but for one in which something is mounted.
    ///
    /// - Returns: false for one that is left there.
    package func remove() -> Bool {
        guard !hasMounts else { return false }
        try? FileManager.default.removeItem(atPath: path)
        return true
    }

    private var hasMounts: Bool {
        guard let bytes = FileManager.default.contents(atPath: "/proc/self/mounts") else {
            return true
        }
        return String(decoding: bytes, as: UTF8.self).contains(bytes: " \(path)/")
    }
}
