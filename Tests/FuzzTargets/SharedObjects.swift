import PluginHost

/// Shared libraries: plugins and what they need, read before anything of them is loaded.
struct SharedObjects: FuzzTarget {
    func take(_ bytes: [UInt8]) throws(Finding) -> Bool {
        guard let object = try? SharedObject(ElfBytes(Self.ofThisMachine(bytes)), library: "lib.so")
        else { return false }
        let names = object.needed + object.searchPath + [object.name].compactMap(\.self)
        // Names may overlap in a file, but not be longer than names are.
        guard object.needed.count <= SharedObject.mostNeeded,
            names.allSatisfy({ $0.utf8.count <= 4096 + 64 && !$0.utf8.contains(0) })
        else { throw Finding("it has \(object.needed.count) libraries, or a name that is none") }
        _ = object.exports("enlist_plugin_entry_v1")
        _ = object.exports("")
        return true
    }

    /// The seeds are of one machine, and are to be of interest on all.
    private static func ofThisMachine(_ bytes: [UInt8]) -> [UInt8] {
        #if arch(arm64)
            var bytes = bytes
            let machine = 18..<20
            if bytes.count >= machine.upperBound, bytes[machine].elementsEqual([62, 0]) {
                bytes.replaceSubrange(machine, with: [183, 0])
            }
        #endif
        return bytes
    }
}
