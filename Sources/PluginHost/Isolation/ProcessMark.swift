import Glibc

/// A variable of the environment that identifies all descendants of a process.
///
/// A process can leave its group and its session, and its children can lose their parent; they all
/// inherit the environment, unless a program deliberately clears it.
struct ProcessMark: Sendable {
    private static let name = "ENLIST_PLUGIN_PROCESS"
    private let value: String

    /// Creates a unique mark.
    init() { value = String(UInt64.random(in: 0...UInt64.max), radix: 36) }

    /// The mark of this process itself; nil if it has none.
    static var own: ProcessMark? {
        getenv(name).map { ProcessMark(value: String(cString: $0)) }
    }

    private init(value: String) { self.value = value }

    var variables: [String: String] { [Self.name: value] }

    /// Kills every process that has the mark except this one, including those that are started
    /// meanwhile.
    ///
    /// - Parameter spared: another process to leave alone; nil for none.
    func killAll(sparing spared: pid_t? = nil) {
        // Each round finds what the victims of the previous one had started before they died.
        for _ in 0..<20 {
            let found = processes.filter { $0 != spared }
            guard !found.isEmpty else { return }
            for process in found { kill(process, SIGKILL) }
            usleep(1000)
        }
    }

    /// The processes that still run: dead ones have no environment.
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
        // No process begins with more: the kernel limits it.
        while environment.count < 4 << 20 {
            let count = read(file, &buffer, buffer.count)
            guard count > 0 else { break }
            environment += buffer[..<count]
        }
        return environment.split(separator: 0).contains { $0.elementsEqual(mark) }
    }
}
