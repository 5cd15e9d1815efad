import Glibc

/// Which file it is, and which state of it: another one as soon as anything has been written to it.
struct FileVersion: Hashable {
    private let device: dev_t
    private let number: ino_t
    /// In bytes.
    let size: Int
    /// Of the contents and of the file's own entry, which nobody can set back: only compared, as bytes.
    private let times: [[UInt8]]

    init(_ status: stat) {
        device = status.st_dev
        number = status.st_ino
        size = Int(status.st_size)
        times = [status.st_mtim, status.st_ctim].map { time in
            withUnsafeBytes(of: time) { Array($0) }
        }
    }

    /// Of an open file; nil where it cannot be asked.
    init?(_ descriptor: Int32) {
        var status = stat()
        guard fstat(descriptor, &status) == 0 else { return nil }
        self.init(status)
    }
}
