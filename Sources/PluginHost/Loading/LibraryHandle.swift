import CLoader
import Glibc

/// A library that the loader has loaded into this process, for good.
struct LibraryHandle: @unchecked Sendable {
    let pointer: UnsafeMutableRawPointer
    /// The file, or the name by which it was found.
    let library: String

    /// The address of one of its functions.
    ///
    /// - Returns: the address; nil where it has nothing of that name.
    /// - Throws: `.noFunction`, where what has the name is data: calling it would execute whatever it holds.
    func function(_ symbol: String) throws(PluginError) -> UnsafeMutableRawPointer? {
        guard let address = dlsym(pointer, symbol) else { return nil }
        guard cloader_kind(address) == Int32(CLOADER_FUNCTION) else {
            throw .noFunction(symbol, library: library)
        }
        return address
    }
}
