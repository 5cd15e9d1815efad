import CFFI
package import Pipeline

/// A signature in libffi's form: created once, called often, by one thread at a time.
package final class PreparedSignature {
    let signature: Signature
    /// The types of the arguments without the call.
    private let kinds: [Signature.ArgumentType]
    private let interface: UnsafeMutablePointer<ffi_cif>
    /// libffi keeps a pointer to these.
    private let types: UnsafeMutablePointer<UnsafeMutablePointer<ffi_type>?>

    /// - Throws: if libffi cannot call such a function on this machine.
    package init(_ signature: Signature) throws(PluginError) {
        self.signature = signature
        kinds = signature.arguments.map(\.type)
        let arguments =
            (signature.takesCall ? [cffi_pointer()] : [])
            + signature.arguments.flatMap(\.type.ffiTypes)
        types = .allocate(capacity: max(arguments.count, 1))
        types.initialize(from: arguments, count: arguments.count)
        interface = .allocate(capacity: 1)
        interface.initialize(to: ffi_cif())
        let status = cffi_prepare(
            interface, UInt32(arguments.count), signature.result.ffiType, types)
        guard status == FFI_OK else { throw .notCallable(Int(status.rawValue)) }
    }

    deinit {
        interface.deallocate()
        types.deallocate()
    }

    /// Calls a function that has this signature.
    ///
    /// - Parameters:
    ///   - function: its address.
    ///   - values: the arguments without the call, by position; nil for a null pointer.
    ///   - call: what the first argument points to, if the signature takes a call.
    /// - Returns: what it returned; a null pointer and `void` are no value.
    /// - Throws: before the call, if a value does not fit; after it, if a text is not UTF-8.
    package func call(
        _ function: UnsafeMutableRawPointer, _ values: [Value?],
        call: UnsafeMutableRawPointer? = nil
    ) throws(PluginError) -> Value {
        let memory = ArgumentMemory(
            try arguments(of: values), call: signature.takesCall ? call : nil)
        let bits = perform(function, memory)
        let value = try signature.result.value(of: bits)
        // The arguments live until here.
        extendLifetime(memory)
        return value
    }

    /// Calls a function many times with the same arguments, for a benchmark.
    ///
    /// - Returns: the sum of the bits that the calls returned.
    /// - Throws: if a value does not fit.
    package func calls(
        _ count: Int, of function: UnsafeMutableRawPointer, _ values: [Value?]
    ) throws(PluginError) -> UInt64 {
        let memory = ArgumentMemory(try arguments(of: values), call: nil)
        var sum: UInt64 = 0
        for _ in 0..<count { sum &+= perform(function, memory) }
        extendLifetime(memory)
        return sum
    }

    private func arguments(of values: [Value?]) throws(PluginError) -> [CArgument] {
        guard values.count == kinds.count else {
            throw .wrongCount(expected: kinds.count, found: values.count)
        }
        var arguments: [CArgument] = []
        arguments.reserveCapacity(values.count)
        for index in kinds.indices {
            guard let value = values[index] else {
                arguments.append(kinds[index].nothing)
                continue
            }
            do throws(ConversionProblem) {
                arguments.append(try kinds[index].argument(of: value))
            } catch {
                let name = signature.arguments[index].name
                throw .badArgument(name ?? "arguments[\(index)]", error.problem)
            }
        }
        return arguments
    }

    private func perform(
        _ function: UnsafeMutableRawPointer, _ memory: borrowing ArgumentMemory
    ) -> UInt64 {
        // Room for the widest result; libffi writes small integers as whole words.
        var result: UInt64 = 0
        cffi_call(interface, function, &result, memory.pointers)
        return result
    }
}

extension Signature.ArgumentType {
    /// The types of the function's arguments that represent it.
    fileprivate var ffiTypes: [UnsafeMutablePointer<ffi_type>?] {
        switch self {
        case .i32: [cffi_sint32()]
        case .i64: [cffi_sint64()]
        case .u32: [cffi_uint32()]
        case .u64: [cffi_uint64()]
        case .f64: [cffi_double()]
        case .bool: [cffi_uint8()]
        case .str, .strings, .json: [cffi_pointer()]
        // `size_t` has the width of a pointer wherever enlist runs.
        case .bytes: [cffi_pointer(), cffi_uint64()]
        }
    }
}

extension Signature.Result {
    fileprivate var ffiType: UnsafeMutablePointer<ffi_type> {
        switch self {
        case .status, .i32: cffi_sint32()
        case .i64: cffi_sint64()
        case .u32: cffi_uint32()
        case .u64: cffi_uint64()
        case .f64: cffi_double()
        case .bool: cffi_uint8()
        case .str: cffi_pointer()
        case .void: cffi_void()
        }
    }

    /// The value of the bits that a function of this type has returned.
    fileprivate func value(of bits: UInt64) throws(PluginError) -> Value {
        switch self {
        case .status, .i32: return .integer(Int(Int32(truncatingIfNeeded: bits)))
        case .i64: return .integer(Int(Int64(bitPattern: bits)))
        case .u32: return .integer(Int(UInt32(truncatingIfNeeded: bits)))
        // A number that does not fit a pipeline's integers becomes a text of digits.
        case .u64: return Int(exactly: bits).map(Value.integer) ?? .string(String(bits))
        case .f64: return .number(Double(bitPattern: bits))
        case .bool: return .boolean(UInt8(truncatingIfNeeded: bits) != 0)
        case .str:
            guard let text = UnsafePointer<CChar>(bitPattern: UInt(bits)) else { return .null }
            guard let string = String(validatingCString: text) else { throw .textNotUTF8 }
            return .string(string)
        case .void: return .null
        }
    }
}
