import CLoader
import Glibc

/// A library that has been loaded into this process and is never unloaded.
struct LibraryHandle: @unchecked Sendable {
    let pointer: UnsafeMutableRawPointer
    /// The file, or the name by which it was found.
    let library: String

    /// Returns the address of one of its functions.
    ///
    /// - Returns: the address; nil if there is no such symbol.
    /// - Throws: `.noFunction` if the symbol is data: calling it would execute whatever it
    ///   contains.
    func function(_ symbol: String) throws(PluginError) -> UnsafeMutableRawPointer? {
        guard let address = dlsym(pointer, symbol) else { return nil }
        guard cloader_kind(address) == Int32(CLOADER_FUNCTION) else {
            throw .noFunction(symbol, library: library)
        }
        return address
    }
}
