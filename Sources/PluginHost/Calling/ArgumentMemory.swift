import CFFI
import Glibc

/// The arguments of one call in memory, and what they point to; freed with it.
struct ArgumentMemory: ~Copyable {
    /// For each argument of the function a pointer to where it lies.
    private(set) var pointers: [UnsafeMutableRawPointer?] = []
    private var owned: [UnsafeMutableRawPointer] = []

    init(_ arguments: [CArgument], call: UnsafeMutableRawPointer?) {
        if let call { add(call) }
        for argument in arguments { add(argument) }
    }

    deinit { for memory in owned { memory.deallocate() } }

    private mutating func add(_ argument: CArgument) {
        switch argument {
        case .i32(let number): add(number)
        case .i64(let number): add(number)
        case .u32(let number): add(number)
        case .u64(let number): add(number)
        case .f64(let number): add(number)
        case .bool(let flag): add(UInt8(flag ? 1 : 0))
        case .text(let text): add(copy(Array(text.utf8) + [0]))
        case .bytes(let bytes):
            // A pointer to nothing is not null: C may not be given that.
            add(copy(bytes + [0]))
            add(bytes.count)
        case .texts(let texts):
            let items: [UnsafeMutableRawPointer?] = texts.map { copy(Array($0.utf8) + [0]) } + [nil]
            add(copy(items))
        case .noPointer: add(nil as UnsafeMutableRawPointer?)
        case .noBytes:
            add(nil as UnsafeMutableRawPointer?)
            add(0)
        }
    }

    private mutating func add<Argument: BitwiseCopyable>(_ argument: Argument) {
        pointers.append(copy([argument]))
    }

    private mutating func copy<Element: BitwiseCopyable>(
        _ elements: [Element]
    ) -> UnsafeMutableRawPointer {
        let memory = UnsafeMutableRawPointer.allocate(
            byteCount: elements.count * MemoryLayout<Element>.stride,
            alignment: MemoryLayout<Element>.alignment)
        memory.initializeMemory(as: Element.self, from: elements, count: elements.count)
        owned.append(memory)
        return memory
    }
}
