import CEnlist

// Helpers for the tables of enlist_plugin.h.

/// A text that lives for good.
func text(_ text: StaticString) -> UnsafePointer<CChar> {
    UnsafeRawPointer(text.utf8Start).assumingMemoryBound(to: CChar.self)
}

/// An array that lives for good.
func table<Element>(_ elements: [Element]) -> UnsafePointer<Element> {
    let memory = UnsafeMutablePointer<Element>.allocate(capacity: elements.count)
    memory.initialize(from: elements, count: elements.count)
    return UnsafePointer(memory)
}

func size<Struct>(of type: Struct.Type) -> UInt32 { UInt32(MemoryLayout<Struct>.size) }

/// A function of a step that takes two texts.
typealias TextFunction =
    @convention(c) (
        OpaquePointer?, UnsafePointer<CChar>?, UnsafePointer<CChar>?
    ) -> Int32

/// Converts a function to the type in a table.
func anyFunction<Function>(_ function: Function) -> enlist_function {
    unsafeBitCast(function, to: enlist_function.self)
}

/// The host, during one call.
struct Context {
    let host: enlist_host
    let call: OpaquePointer?

    func log(_ text: String) { host.log(call, ENLIST_LOG_INFO, text) }

    /// Reports a failure, and returns the result for the step's function.
    func fail(_ failureClass: Int32, _ text: String, remedy: String) -> Int32 {
        host.fail(call, failureClass, text, remedy)
    }

    /// Returns whether it is on the disk: otherwise the effect must not happen.
    func record(_ name: String, _ text: String) -> Bool { host.record(call, name, text) == 0 }

    func recorded(_ name: String) -> String? {
        host.recorded(call, name).map { String(cString: $0) }
    }

    /// The folder that stands for `/`.
    var root: String { host.abi >= 2 ? String(cString: host.root) : "/" }
}
