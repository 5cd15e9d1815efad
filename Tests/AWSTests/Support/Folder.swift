import FoundationEssentials
import Glibc

/// A folder of a test's own, which goes away with it.
final class Folder {
    let path: String

    init() {
        var template = Array("/tmp/enlist-aws-XXXXXX".utf8CString)
        path = String(cString: mkdtemp(&template))
    }

    deinit {
        try? FileManager.default.removeItem(atPath: path)
    }

    /// Writes a file and gives its path.
    func write(_ name: String, _ text: String, mode: mode_t = 0o600) -> String {
        let file = "\(path)/\(name)"
        mkdir(String(file[..<(file.lastIndex(of: "/") ?? file.endIndex)]), 0o700)
        let descriptor = open(file, O_WRONLY | O_CREAT | O_TRUNC, mode)
        let bytes = Array(text.utf8)
        _ = Glibc.write(descriptor, bytes, bytes.count)
        close(descriptor)
        return file
    }
}
