/// The resources that a process holds after some calls and did not hold before.
struct Leak: Equatable {
    /// Bytes of the heap; 0 if the C library cannot tell.
    let heap: Int
    let files: Int
    let threads: Int

    private init(heap: Int, files: Int, threads: Int) {
        self.heap = heap
        self.files = files
        self.threads = threads
    }

    /// Subtracts numbers from a plugin's process, which may be any.
    init(from before: ProcessUse, to after: ProcessUse) {
        self.init(
            heap: before.heap.flatMap { before in after.heap.map { $0 &- before } } ?? 0,
            files: after.files &- before.files, threads: after.threads &- before.threads)
    }

    /// What leaked both times.
    func common(with other: Leak) -> Leak {
        Leak(
            heap: min(heap, other.heap), files: min(files, other.files),
            threads: min(threads, other.threads))
    }

    /// What is wrong after this many calls; nil if nothing is.
    func complaint(calls: Int) -> String? {
        if files > 0 { return "\(calls) calls leave \(files) files open" }
        if threads > 0 { return "\(calls) calls leave \(threads) threads running" }
        // Less than a word per call is not a leak of each call.
        guard heap >= calls * MemoryLayout<Int>.size else { return nil }
        return "\(calls) calls leave \(heap) bytes allocated"
    }
}
