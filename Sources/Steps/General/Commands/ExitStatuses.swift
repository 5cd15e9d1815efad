import Pipeline

/// The meanings of a command's exit statuses; 0 means `done` unless it is listed otherwise, and a
/// status that is not listed is a permanent failure.
struct ExitStatuses: Sendable, Equatable {
    enum Meaning: String, CaseIterable {
        case done
        /// Something on the machine is in use.
        case busy
        /// A transient problem.
        case transient
        /// The machine must be rebooted, and the command run again.
        case reboot
    }

    private let meanings: [Int: Meaning]

    /// Only 0 has a meaning.
    static let standard = ExitStatuses(meanings: [:])

    private init(meanings: [Int: Meaning]) { self.meanings = meanings }

    /// The meaning of a status; nil for a failure.
    func meaning(of status: Int) -> Meaning? { meanings[status] ?? (status == 0 ? .done : nil) }
}

extension ExitStatuses: FactValue {
    static var shape: ValueShape {
        .record(
            Meaning.allCases.map { .init($0.rawValue, .list(of: .integer(0...255), atLeast: 0)) })
    }
    static var typeName: String {
        "a mapping with any of "
            + Meaning.allCases.map { "`\($0.rawValue)`" }.joined(separator: ", ")
            + ", each a list of exit statuses from 0 to 255, none twice"
    }

    init?(_ value: Value) {
        guard case .map(let entries) = value else { return nil }
        var meanings: [Int: Meaning] = [:]
        for (name, list) in entries {
            guard let meaning = Meaning(rawValue: name), let statuses = [Int](list) else {
                return nil
            }
            for status in statuses {
                guard (0...255).contains(status),
                    meanings.updateValue(meaning, forKey: status) == nil
                else { return nil }
            }
        }
        self.init(meanings: meanings)
    }

    var value: Value {
        var lists: [String: [Int]] = [:]
        for (status, meaning) in meanings { lists[meaning.rawValue, default: []].append(status) }
        return lists.mapValues { $0.sorted() }.value
    }
}
