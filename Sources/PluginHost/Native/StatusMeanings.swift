import Pipeline

/// Which of a function's results are failures, and of which class.
struct StatusMeanings: Sendable, Equatable {
    /// The results that mean success.
    ///
    /// Nil for 0 alone if the function returns a status, and for every number if it returns
    /// something else.
    let success: [Int]?
    let classes: FailureClasses

    /// The failure class of a value; nil if it means success.
    func failureClass(of value: Value, from result: Signature.Result) -> FailureClass? {
        guard case .integer(let number) = value else { return nil }
        if let failureClass = classes.byNumber[number] { return failureClass }
        guard let good = success ?? (result == .status ? [0] : nil) else { return nil }
        return good.contains(number) ? nil : .refused
    }
}

/// Failure classes by number: `{11: busy}`.
struct FailureClasses: Sendable, Equatable {
    let byNumber: [Int: FailureClass]

    static let none = FailureClasses(byNumber: [:])
}

extension FailureClasses: FactValue {
    static var shape: ValueShape { .mapping(to: .choice(FailureClass.allCases.map(\.rawValue))) }
    static var typeName: String { "a mapping from numbers to failure classes" }

    init?(_ value: Value) {
        guard case .map(let entries) = value else { return nil }
        var byNumber: [Int: FailureClass] = [:]
        for (key, entry) in entries {
            guard let number = Int(key), case .string(let word) = entry,
                let failureClass = FailureClass(rawValue: word)
            else { return nil }
            byNumber[number] = failureClass
        }
        self.byNumber = byNumber
    }

    var value: Value {
        .map(
            Dictionary(
                uniqueKeysWithValues: byNumber.map { (String($0.key), .string($0.value.rawValue)) })
        )
    }
}
