import Synchronization

/// What files held before this run wrote them, so that they can be restored.
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

    /// Adds a record; keeps the first one if the same content is written twice.
    func add(_ record: Record) {
        records.withLock { records in
            guard !records.contains(where: { $0.isAbout(record.path, record.written) }) else {
                return
            }
            records.append(record)
        }
    }

    /// Removes and returns the record of writing this content.
    ///
    /// - Returns: nil if this run has not written it.
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
