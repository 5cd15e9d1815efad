import Glibc
import Pipeline

/// What a plugin's process may use.
package struct HostLimits: Sendable, Hashable {
    /// Address space beyond what the process has before the library is loaded, in bytes.
    package var memory: Int?
    /// Processor time, of all that it is asked to do together.
    package var processor: Duration?
    /// Open files.
    package var files: Int?

    package static let none = HostLimits()

    package init(memory: Int? = nil, processor: Duration? = nil, files: Int? = nil) {
        self.memory = memory
        self.processor = processor
        self.files = files
    }

    /// Puts this process under the limits, for good.
    func apply() {
        limit(RLIMIT_CORE, to: 0)
        if let memory { limit(RLIMIT_AS, to: HostLimits.addressSpace + memory) }
        if let processor { limit(RLIMIT_CPU, to: max(1, Int(processor.seconds.rounded(.up)))) }
        if let files { limit(RLIMIT_NOFILE, to: files) }
    }

    private func limit(_ resource: __rlimit_resource, to value: Int) {
        var limit = rlimit(rlim_cur: rlim_t(value), rlim_max: rlim_t(value))
        // Lowering a limit fails only where it is lower already.
        _ = setrlimit(Int32(resource.rawValue), &limit)
    }

    /// What this process has mapped, in bytes (proc(5), `statm`, in pages).
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

extension HostLimits {
    /// As a message has it.
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
