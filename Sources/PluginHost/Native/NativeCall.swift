import Bytes
package import Pipeline

/// A call of any function of any library.
package struct NativeCall: Sendable, Equatable {
    /// A name as `libz.so.1`, which the machine's loader looks for, or an absolute path.
    package let library: String
    package let symbol: String
    package let signature: Signature
    /// One for each argument, in their order.
    package let values: [Value]

    package init(library: String, symbol: String, signature: Signature, values: [Value]) {
        self.library = library
        self.symbol = symbol
        self.signature = signature
        self.values = values
    }

    /// Loads the library, which then stays, and calls the function on this thread.
    ///
    /// Whatever the function does, it does to this process.
    ///
    /// - Returns: what it returned, a status too.
    /// - Throws: where it could not be called, or returned what is no value.
    package func perform() throws -> Value {
        // A path is checked first; a name is the loader's to find.
        let handle =
            library.hasByte("/")
            ? try SharedLibrary.load(PluginLoad(path: library))
            : try SharedLibrary.load(name: library)
        guard let function = try handle.function(symbol) else {
            throw PluginError.noSymbol(symbol, library: library)
        }
        return try PreparedSignature(signature).call(function, values)
    }
}
