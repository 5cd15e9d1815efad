import Bytes
import SystemPackage

/// dpkg's record of installed packages.
struct DpkgDatabase: Sendable {
    let root: MachineRoot

    /// A package of the record.
    private struct Entry {
        let state: PackageState
        let name: String
        let version: String
        let architecture: String
        /// The other names that it provides.
        let provided: [Provided]

        /// A name that a package has besides its own, with a version if it has one there.
        struct Provided {
            let name: String
            let version: String?

            /// Parses an item of the field `Provides`: `mail-server`, or `libssl3 (= 3.0)`.
            init?(_ item: String) {
                let words = item.words()
                guard let name = words.first?.parts(at: ":").first else { return nil }
                self.name = name
                version =
                    words.count == 3 && words[1] == "(="
                    ? words[2].parts(at: ")").first : nil
            }

            func `is`(_ form: PackageForm) -> Bool {
                name.isSpelled(form.name)
                    && (form.version.map { version?.isSpelled($0) == true } ?? true)
            }
        }

        /// Parses a line of the query; nil for any other line.
        init?(_ line: String) {
            let fields = line.parts(at: "\t")
            guard fields.count == 5 else { return nil }
            state = DpkgDatabase.states[fields[0]] ?? .missing
            name = fields[1]
            version = fields[2]
            architecture = fields[3]
            provided = fields[4].parts(at: ",").compactMap(Provided.init)
        }

        func `is`(_ form: PackageForm) -> Bool {
            guard name.isSpelled(form.name) else {
                return form.architecture == nil && provided.contains { $0.is(form) }
            }
            let isArchitecture =
                form.architecture.map { architecture == $0 || architecture == "all" } ?? true
            return isArchitecture && (form.version.map(version.isSpelled) ?? true)
        }
    }

    /// dpkg's words (dpkg-query(1)): a package with pending triggers is configured.
    private static let states: [String: PackageState] = [
        "installed": .installed, "triggers-awaited": .unfinished, "triggers-pending": .unfinished,
        "half-configured": .unfinished, "unpacked": .unfinished,
    ]

    /// The state of each of the packages in the root.
    ///
    /// - Throws: `MachineError` if the record cannot be read.
    func states(of names: [String]) async throws -> [PackageState] {
        let query = ChildProcess(
            "dpkg-query",
            [
                "--admindir=" + (try root.locate("/var/lib/dpkg")).string, "--show",
                "--showformat=${db:Status-Status}\\t${Package}\\t${Version}\\t${Architecture}\\t"
                    + "${Provides}\\n",
            ])
        var entries: [Entry] = []
        // dpkg-query reports an empty record as a failure.
        _ = try await query.run { line in
            if let entry = Entry(line), entry.state != .missing { entries.append(entry) }
        }
        return names.map { name in
            guard let form = PackageForm(name, for: .apt) else { return .missing }
            let states = entries.filter { $0.is(form) }.map(\.state)
            return states.contains(.installed) ? .installed : states.first ?? .missing
        }
    }
}
