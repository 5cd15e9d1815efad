import Bytes
package import Pipeline

/// A call of any function of any library.
package struct NativeCall: Sendable, Equatable {
    /// A name such as `libz.so.1`, which the machine's loader finds, or an absolute path.
    package let library: String
    package let symbol: String
    package let signature: Signature
    /// One value for each argument, in order.
    package let values: [Value]

    package init(library: String, symbol: String, signature: Signature, values: [Value]) {
        self.library = library
        self.symbol = symbol
        self.signature = signature
        self.values = values
    }

    /// Loads the library, which is never unloaded, and calls the function on this thread.
    ///
    /// The function can harm this process.
    ///
    /// - Returns: what it returned, including a status.
    /// - Throws: if it could not be called, or returned no valid value.
    package func perform() throws -> Value {
        // A path is checked first; a name is left to the loader.
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
