import Glibc

/// The identity of a file and of its state: different as soon as anything has been written to it.
struct FileVersion: Hashable {
    private let device: dev_t
    private let number: ino_t
    /// The size in bytes.
    let size: Int
    /// The times of the last changes to the content and the inode, the latter of which cannot be
    /// set back; only compared, as bytes.
    private let times: [[UInt8]]

    init(_ status: stat) {
        device = status.st_dev
        number = status.st_ino
        size = Int(status.st_size)
        times = [status.st_mtim, status.st_ctim].map { time in
            withUnsafeBytes(of: time) { Array($0) }
        }
    }

    /// The version of an open file; nil if its status is unavailable.
    init?(_ descriptor: Int32) {
        var status = stat()
        guard fstat(descriptor, &status) == 0 else { return nil }
        self.init(status)
    }
}
