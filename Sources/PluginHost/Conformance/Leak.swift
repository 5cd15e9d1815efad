/// What a process holds more of after some calls than before.
struct Leak: Equatable {
    /// Bytes of the heap; 0 where the C library cannot tell.
    let heap: Int
    let files: Int
    let threads: Int

    private init(heap: Int, files: Int, threads: Int) {
        self.heap = heap
        self.files = files
        self.threads = threads
    }

    /// Of numbers that a plugin's process states, which may be any.
    init(from before: ProcessUse, to after: ProcessUse) {
        self.init(
            heap: before.heap.flatMap { before in after.heap.map { $0 &- before } } ?? 0,
            files: after.files &- before.files, threads: after.threads &- before.threads)
    }

    /// What has leaked both times.
    func common(with other: Leak) -> Leak {
        Leak(
            heap: min(heap, other.heap), files: min(files, other.files),
            threads: min(threads, other.threads))
    }

    /// What is wrong, if that many calls made it; nil where nothing is.
    func complaint(calls: Int) -> String? {
        if files > 0 { return "\(calls) calls leave \(files) files open" }
        if threads > 0 { return "\(calls) calls leave \(threads) threads running" }
        // Less than a word a call is no leak of each call.
        guard heap >= calls * MemoryLayout<Int>.size else { return nil }
        return "\(calls) calls leave \(heap) bytes allocated"
    }
}
