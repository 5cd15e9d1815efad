import Bytes
import FoundationEssentials
import Glibc
import Pipeline

/// An empty temporary folder that stands for `/`.
package struct ThrowAwayRoot {
    package let path: String

    /// Creates it.
    ///
    /// - Throws: a `CommandError` if it cannot be created.
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

    /// Removes it with its content, unless something is mounted in it.
    ///
    /// - Returns: false if it was not removed.
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
