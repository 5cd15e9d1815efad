/// The type of machine for which a library was built (elf(5), `e_machine`).
struct Machine: Equatable {
    let number: Int
    let bits: Int

    #if arch(arm64)
        static let own = Machine(number: 183, bits: 64)
    #else
        static let own = Machine(number: 62, bits: 64)
    #endif

    /// The name that packages use.
    var name: String {
        guard let known = Machine.known[number] else { return "machine number \(number)" }
        return known.bits == bits ? known.name : "\(known.name) with \(bits) bits"
    }

    private static let known: [Int: (name: String, bits: Int)] = [
        3: ("i386", 32), 21: ("ppc64", 64), 22: ("s390x", 64), 40: ("arm", 32), 62: ("x86-64", 64),
        183: ("arm64", 64), 243: ("riscv64", 64), 258: ("loongarch64", 64),
    ]
}
