import Glibc
import Pipeline

/// The limits of a plugin's process.
package struct HostLimits: Sendable, Hashable {
    /// Address space beyond what the process has before the library is loaded, in bytes.
    package var memory: Int?
    /// Processor time, for all of its work together.
    package var processor: Duration?
    /// Open files.
    package var files: Int?

    package static let none = HostLimits()

    package init(memory: Int? = nil, processor: Duration? = nil, files: Int? = nil) {
        self.memory = memory
        self.processor = processor
        self.files = files
    }

    /// Applies the limits to this process, irrevocably.
    func apply() {
        limit(RLIMIT_CORE, to: 0)
        if let memory { limit(RLIMIT_AS, to: memory.adding(HostLimits.addressSpace)) }
        // At the limit the process gets SIGXCPU, and dies of it; one that continues is killed
        // (getrlimit(2)). With both limits equal it would be killed at once, and the cause would be
        // unknown.
        if let seconds = processorSeconds {
            limit(RLIMIT_CPU, to: seconds, atMost: seconds.adding(HostLimits.grace))
        }
        if let files { limit(RLIMIT_NOFILE, to: files) }
    }

    /// The processor time in whole seconds, as the kernel counts it; nil for no limit.
    var processorSeconds: Int? {
        guard let parts = processor?.components else { return nil }
        return max(1, Int(clamping: parts.seconds).adding(parts.attoseconds > 0 ? 1 : 0))
    }

    /// The processor time that a process has after SIGXCPU, in seconds.
    private static let grace = 2

    private func limit(_ resource: __rlimit_resource, to value: Int, atMost most: Int? = nil) {
        var limit = rlimit()
        let resource = Int32(resource.rawValue)
        // Only root can raise an inherited limit.
        guard getrlimit(resource, &limit) == 0 else { return }
        limit.rlim_max = min(limit.rlim_max, rlim_t(max(0, most ?? value)))
        limit.rlim_cur = min(limit.rlim_max, rlim_t(max(0, value)))
        _ = setrlimit(resource, &limit)
    }

    /// The memory that this process has mapped, in bytes (proc(5), `statm`, in pages).
    private static var addressSpace: Int {
        guard let file = fopen("/proc/self/statm", "re") else { return 0 }
        defer { fclose(file) }
        var digits: [UInt8] = []
        while case let byte = fgetc(file), (0x30...0x39).contains(byte) {
            digits.append(UInt8(byte))
        }
        return (Int(String(decoding: digits, as: UTF8.self)) ?? 0) * sysconf(Int32(_SC_PAGESIZE))
    }
}

extension Int {
    /// The sum, or the largest number if it would overflow.
    fileprivate func adding(_ other: Int) -> Int {
        let (sum, isTooMuch) = addingReportingOverflow(other)
        return isTooMuch ? .max : sum
    }
}

extension HostLimits {
    /// The form in a message.
    var value: Value {
        var entries: [String: Value] = [:]
        if let memory { entries["memory"] = .integer(memory) }
        if let processor { entries["processor"] = processor.value }
        if let files { entries["files"] = .integer(files) }
        return .map(entries)
    }

    init?(_ value: Value) {
        guard case .map(let entries) = value else { return nil }
        memory = entries["memory"].flatMap { Int($0) }
        processor = entries["processor"].flatMap { Duration($0) }
        files = entries["files"].flatMap { Int($0) }
    }
}
