import Glibc
package import Pipeline

/// Why a value cannot be passed as an argument, as a predicate: `is not from 0 to 4294967295`.
package struct ConversionProblem: Error, Sendable, Equatable {
    package let problem: String
}

/// One argument in C's terms, without its memory.
enum CArgument: Equatable {
    case i32(Int32)
    case i64(Int64)
    case u32(UInt32)
    case u64(UInt64)
    case f64(Double)
    case bool(Bool)
    case text(String)
    case bytes([UInt8])
    case texts([String])
    /// A null pointer.
    case noPointer
    /// A null pointer and a length of zero.
    case noBytes
}

extension Signature.ArgumentType {
    /// The form of its value in a pipeline file.
    package var shape: ValueShape {
        switch self {
        case .i32: .integer(Int(Int32.min)...Int(Int32.max))
        case .i64: .integer
        case .u32: .integer(0...Int(UInt32.max))
        case .u64:
            .either([.integer(0...Int.max), .matching(pattern: "^[0-9]{1,20}$", words: "digits")])
        case .f64, .json: .anything
        case .bool: .boolean
        case .str, .bytes: .text
        case .strings: .list(of: .text, atLeast: 0)
        }
    }

    /// Represents a missing value; only for a type that is a pointer.
    var nothing: CArgument { self == .bytes ? .noBytes : .noPointer }

    /// Converts a value to this type.
    ///
    /// - Throws: if it does not fit: nothing is rounded, cut or wrapped.
    func argument(of value: Value) throws(ConversionProblem) -> CArgument {
        switch self {
        case .i32: return .i32(try integer(value))
        case .i64: return .i64(try integer(value))
        case .u32: return .u32(try integer(value))
        case .u64: return .u64(try integer(value))
        case .f64: return .f64(try number(value))
        case .bool:
            guard let flag = Bool(value) else { throw wrong(value, "true or false") }
            return .bool(flag)
        case .str: return .text(try text(value))
        case .bytes:
            guard let text = String(value) else { throw wrong(value, "a text") }
            return .bytes(Array(text.utf8))
        case .strings:
            guard case .list(let items) = value else { throw wrong(value, "a list of texts") }
            var texts: [String] = []
            for item in items { texts.append(try text(item)) }
            return .texts(texts)
        case .json: return .text(value.json)
        }
    }

    private func integer<Number: FixedWidthInteger>(
        _ value: Value
    ) throws(ConversionProblem) -> Number {
        switch value {
        case .integer(let number):
            if let exact = Number(exactly: number) { return exact }
        case .string(let text):
            if let exact = Number(text) { return exact }
            guard Int(text) != nil || UInt64(text) != nil else { throw wrong(value, "an integer") }
        default: throw wrong(value, "an integer")
        }
        throw ConversionProblem(problem: "is not from \(Number.min) to \(Number.max)")
    }

    private func number(_ value: Value) throws(ConversionProblem) -> Double {
        switch value {
        case .number(let number): return number
        case .integer(let number):
            guard let exact = Double(exactly: number) else {
                throw ConversionProblem(problem: "has more digits than a double can hold")
            }
            return exact
        case .string(let text):
            guard let number = Double(text) else { throw wrong(value, "a number") }
            return number
        default: throw wrong(value, "a number")
        }
    }

    private func text(_ value: Value) throws(ConversionProblem) -> String {
        guard let text = String(value) else { throw wrong(value, "a text") }
        return try checked(text)
    }

    private func checked(_ text: String) throws(ConversionProblem) -> String {
        guard !text.hasZeroByte else {
            throw ConversionProblem(problem: "has a zero byte in it, where C would end it")
        }
        return text
    }

    private func wrong(_ value: Value, _ expected: String) -> ConversionProblem {
        let found = if case .string = value { "" } else { " and is \(value.typeName)" }
        return ConversionProblem(problem: "should be \(expected)\(found)")
    }
}

extension String {
    fileprivate var hasZeroByte: Bool {
        var text = self
        return text.withUTF8 { bytes in
            bytes.baseAddress.map { memchr($0, 0, bytes.count) != nil } ?? false
        }
    }
}
