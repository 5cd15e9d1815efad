import Synchronization

/// What files held before this run wrote them, so that it can be put back.
final class OverwrittenFiles: Sendable {
    /// A file as it was.
    struct File: Sendable {
        let content: [UInt8]
        let status: FileStatus
    }

    /// What this run has done to a file.
    struct Record: Sendable {
        let path: String
        /// The file as it was; nil if there was none.
        let previous: File?
        let written: [UInt8]
    }

    private let records = Mutex<[Record]>([])

    /// Keeps a record; the first one, where the same is written twice.
    func add(_ record: Record) {
        records.withLock { records in
            guard !records.contains(where: { $0.isAbout(record.path, record.written) }) else {
                return
            }
            records.append(record)
        }
    }

    /// Gives back the record of this content's having been written, and forgets it.
    ///
    /// - Returns: nil where this run has not written it.
    func take(_ path: String, written: [UInt8]) -> Record? {
        records.withLock { records in
            records.lastIndex { $0.isAbout(path, written) }.map { records.remove(at: $0) }
        }
    }
}

extension OverwrittenFiles.Record {
    fileprivate func isAbout(_ path: String, _ written: [UInt8]) -> Bool {
        self.path == path && self.written == written
    }
}
