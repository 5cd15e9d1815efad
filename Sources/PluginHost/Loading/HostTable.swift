import CEnlist
import Glibc
import Pipeline
import Synchronization

/// The calls in progress in this process, by the handles that plugins hold.
///
/// A handle is a number, not an address: one that is used too late is not found, and does no harm.
enum LiveCalls {
    private static let table = Mutex<(next: UInt, calls: [UInt: LiveCall])>((1, [:]))

    /// Registers a call while `body` works with its handle.
    static func with<Result>(_ call: LiveCall, _ body: (OpaquePointer?) -> Result) -> Result {
        let handle = table.withLock { table in
            // Never null, and never a valid address.
            table.next += 1
            table.calls[table.next] = call
            return table.next
        }
        defer { table.withLock { $0.calls[handle] = nil } }
        return body(OpaquePointer(bitPattern: handle))
    }

    static subscript(_ handle: OpaquePointer?) -> LiveCall? {
        table.withLock { $0.calls[UInt(bitPattern: handle)] }
    }

    /// Tells all calls to end.
    static func cancelAll() {
        for call in table.withLock({ Array($0.calls.values) }) { call.cancel() }
    }
}

/// The functions of enlist that plugins can call, as C functions.
enum HostTable {
    /// Returns the table, which is never freed.
    ///
    /// - Parameter abi: the revision that the host claims to have, for a conformance check; nil for
    ///   its own.
    /// - Returns: the table, of which there may be more than one.
    static func shared(abi: Int?) -> UnsafePointer<enlist_host> {
        guard let abi, abi != ENLIST_PLUGIN_ABI else { return shared }
        // A later host's table is longer, with unknown members; an earlier one's is shorter.
        let size = abi < 2 ? sizeOfFirst : abi < ENLIST_PLUGIN_ABI ? whole : 4 * whole
        let bytes = UnsafeMutableRawPointer.allocate(byteCount: max(size, whole), alignment: 16)
        bytes.initializeMemory(as: UInt8.self, repeating: 0, count: max(size, whole))
        bytes.copyMemory(from: shared, byteCount: min(size, whole))
        let table = bytes.assumingMemoryBound(to: enlist_host.self)
        table.pointee.size = UInt32(size)
        table.pointee.abi = UInt32(abi)
        return UnsafePointer(table)
    }

    /// The size of the table since revision 2.
    private static let whole = MemoryLayout<enlist_host>.size
    /// The size of the table in revision 1.
    private static let sizeOfFirst = 96

    nonisolated(unsafe) private static let shared: UnsafePointer<enlist_host> = {
        let table = UnsafeMutablePointer<enlist_host>.allocate(capacity: 1)
        table.initialize(
            to: enlist_host(
                size: UInt32(MemoryLayout<enlist_host>.size), abi: UInt32(ENLIST_PLUGIN_ABI),
                program: UnsafePointer(strdup("enlist")),
                give: { LiveCalls[$0]?.give($1, text: $2) == true ? 0 : 1 },
                give_json: { LiveCalls[$0]?.give($1, json: $2) == true ? 0 : 1 },
                fact: { LiveCalls[$0]?.fact($1) },
                log: { LiveCalls[$0]?.log($1, $2) },
                progress: { LiveCalls[$0]?.progress($1, $2) },
                cancelled: { LiveCalls[$0]?.isCancelled == false ? 0 : 1 },
                wait: { LiveCalls[$0]?.wait(milliseconds: $1, reason: $2) == true ? 0 : 1 },
                record: { LiveCalls[$0]?.record($1, $2) == true ? 0 : 1 },
                recorded: { LiveCalls[$0]?.recorded($1) },
                fail: {
                    LiveCalls[$0]?.fail($1, $2, $3)
                    return 1
                }, root: root))
        return UnsafePointer(table)
    }()

    /// The root from the environment, which a plugin's process shares in this respect.
    private static var root: UnsafePointer<CChar>? {
        let root = getenv("ENLIST_ROOT").map { String(cString: $0) } ?? ""
        return UnsafePointer(strdup(root.isEmpty ? "/" : root))
    }
}
