import Pipeline

/// A path as a parameter: absolute, without `.` and `..`; resolved below `ENLIST_ROOT` if that is
/// set.
struct MachinePath: Sendable, Equatable {
    let text: String
}

extension MachinePath: FactValue {
    static var shape: ValueShape {
        .matching(pattern: "^/", words: "an absolute path without `.` and `..`")
    }

    init?(_ value: Value) {
        guard case .string(let text) = value, (try? MachineRoot.components(of: text)) != nil else {
            return nil
        }
        self.init(text: text)
    }

    var value: Value { .string(text) }
}
