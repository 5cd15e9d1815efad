import Glibc

/// Whether a shared object is for this machine, by the header of ELF files (elf(5)): the loader would
/// only call it missing.
enum MachineCheck {
    /// - Parameters:
    ///   - header: the first bytes of the file.
    ///   - path: for messages.
    /// - Throws: `.notLoaded`, with both machines.
    static func check(_ header: some Collection<UInt8>, _ path: String) throws(PluginError) {
        let header = Array(header.prefix(20))
        guard header.count == 20, header.starts(with: [0x7F, 0x45, 0x4C, 0x46]) else {
            throw .notLoaded(library: path, "it is no shared library (ELF)")
        }
        let machine = Int(header[18]) | Int(header[19]) << 8
        guard header[4] == 2, machine == own else {
            let name = header[4] == 2 ? names[machine] : "a 32-bit machine"
            throw .notLoaded(
                library: path,
                "it is for \(name ?? "machine number \(machine)"), and this is "
                    + (names[own] ?? "another"))
        }
    }

    private static let names = [62: "x86-64", 183: "arm64", 243: "riscv"]
    #if arch(arm64)
        private static let own = 183
    #else
        private static let own = 62
    #endif
}
