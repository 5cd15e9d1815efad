import CFFI
import Glibc

/// The arguments of one call in memory, and what they point to: one block, freed with it.
///
/// The block contains a pointer to each argument of the function, for libffi; then the arguments
/// themselves, one word each; then the data to which they point.
struct ArgumentMemory: ~Copyable {
    /// The address of each argument of the function.
    let pointers: UnsafeMutablePointer<UnsafeMutableRawPointer?>
    private let block: UnsafeMutableRawPointer
    /// The number of arguments so far.
    private var count = 0
    /// The end of the data to which arguments point.
    private var end: UnsafeMutableRawPointer

    private static let word = MemoryLayout<UInt64>.size

    init(_ arguments: [CArgument], call: UnsafeMutableRawPointer?) {
        var words = call == nil ? 0 : 1
        var room = 0
        for argument in arguments {
            words += argument.words
            room += argument.room
        }
        let size = 2 * words * Self.word
        block = .allocate(byteCount: max(size + room, 1), alignment: Self.word)
        pointers = block.bindMemory(to: UnsafeMutableRawPointer?.self, capacity: words)
        end = block + size
        let values = block + words * Self.word
        if let call { add(call, values) }
        for argument in arguments { add(argument, values) }
    }

    deinit { block.deallocate() }

    private mutating func add(_ argument: CArgument, _ values: UnsafeMutableRawPointer) {
        switch argument {
        case .i32(let number): add(number, values)
        case .i64(let number): add(number, values)
        case .u32(let number): add(number, values)
        case .u64(let number): add(number, values)
        case .f64(let number): add(number, values)
        case .bool(let flag): add(UInt8(flag ? 1 : 0), values)
        case .text(let text): add(copy(text), values)
        case .bytes(let bytes):
            // The pointer for empty data is not null: C functions may require that.
            add(bytes.withUnsafeBytes { copy($0) }, values)
            add(bytes.count, values)
        case .texts(let texts):
            let table = end
            end += (texts.count + 1) * Self.word
            for (index, text) in texts.enumerated() {
                table.storeBytes(
                    of: copy(text), toByteOffset: index * Self.word, as: UnsafeRawPointer?.self)
            }
            table.storeBytes(
                of: nil, toByteOffset: texts.count * Self.word, as: UnsafeRawPointer?.self)
            add(table, values)
        case .noPointer: add(nil as UnsafeMutableRawPointer?, values)
        case .noBytes:
            add(nil as UnsafeMutableRawPointer?, values)
            add(0, values)
        }
    }

    private mutating func add<Argument: BitwiseCopyable>(
        _ argument: Argument, _ values: UnsafeMutableRawPointer
    ) {
        let place = values + count * Self.word
        place.storeBytes(of: argument, as: Argument.self)
        pointers[count] = place
        count += 1
    }

    private mutating func copy(_ text: String) -> UnsafeRawPointer? {
        var text = text
        return text.withUTF8 { copy(UnsafeRawBufferPointer($0)) }
    }

    /// Copies bytes, and adds a zero byte.
    private mutating func copy(_ bytes: UnsafeRawBufferPointer) -> UnsafeRawPointer? {
        let place = end
        if let source = bytes.baseAddress {
            place.copyMemory(from: source, byteCount: bytes.count)
        }
        place.storeBytes(of: 0, toByteOffset: bytes.count, as: UInt8.self)
        end += CArgument.whole(bytes.count + 1)
        return UnsafeRawPointer(place)
    }
}

extension CArgument {
    /// The number of the function's arguments that it becomes.
    fileprivate var words: Int {
        switch self {
        case .bytes, .noBytes: 2
        default: 1
        }
    }

    /// The size in bytes of the data to which it points.
    fileprivate var room: Int {
        switch self {
        case .text(let text): Self.whole(text.utf8.count + 1)
        case .bytes(let bytes): Self.whole(bytes.count + 1)
        case .texts(let texts):
            texts.reduce((texts.count + 1) * 8) { $0 + Self.whole($1.utf8.count + 1) }
        default: 0
        }
    }

    /// Rounds a number of bytes up to whole words.
    fileprivate static func whole(_ bytes: Int) -> Int { (bytes + 7) & ~7 }
}
