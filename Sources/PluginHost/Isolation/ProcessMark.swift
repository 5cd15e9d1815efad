import Glibc

/// A variable of the environment by which all processes are found that descend from one.
///
/// A process can leave its group and its session, and what it has started can lose its parent; the
/// environment is inherited all the same, unless somebody takes pains to clear it.
struct ProcessMark: Sendable {
    private static let name = "ENLIST_PLUGIN_PROCESS"
    private let value: String

    /// A mark that no other process has.
    init() { value = String(UInt64.random(in: 0...UInt64.max), radix: 36) }

    /// The mark of this process itself; nil where it has none.
    static var own: ProcessMark? {
        getenv(name).map { ProcessMark(value: String(cString: $0)) }
    }

    private init(value: String) { self.value = value }

    var variables: [String: String] { [Self.name: value] }

    /// Kills every process that has the mark but for this one, those that are started meanwhile too.
    ///
    /// - Parameter spared: another one that is left alone; nil for none.
    func killAll(sparing spared: pid_t? = nil) {
        // Each round finds what the last one's victims had started before they died.
        for _ in 0..<20 {
            let found = processes.filter { $0 != spared }
            guard !found.isEmpty else { return }
            for process in found { kill(process, SIGKILL) }
            usleep(1000)
        }
    }

    /// Those that still run: the dead have no environment any more.
    private var processes: [pid_t] {
        guard let folder = opendir("/proc") else { return [] }
        defer { closedir(folder) }
        let mark = Array("\(Self.name)=\(value)".utf8)
        var found: [pid_t] = []
        while let entry = readdir(folder) {
            let name = withUnsafeBytes(of: entry.pointee.d_name) { bytes in
                String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
            }
            guard let process = pid_t(name), process != getpid() else { continue }
            if ProcessMark.hasMark(mark, process) { found.append(process) }
        }
        return found
    }

    private static func hasMark(_ mark: [UInt8], _ process: pid_t) -> Bool {
        let file = open("/proc/\(process)/environ", O_RDONLY | O_CLOEXEC)
        guard file >= 0 else { return false }
        defer { close(file) }
        var environment: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 64 << 10)
        // More than the kernel lets a process begin with is nothing to look through.
        while environment.count < 4 << 20 {
            let count = read(file, &buffer, buffer.count)
            guard count > 0 else { break }
            environment += buffer[..<count]
        }
        return environment.split(separator: 0).contains { $0.elementsEqual(mark) }
    }
}
