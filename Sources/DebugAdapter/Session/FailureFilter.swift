import Debugger
import JSON
import Pipeline

/// The failures at which a client wants the run to stop; the names are those of `initialize`'s
/// response.
enum FailureFilter: Equatable {
    /// A step fails for good.
    case failed
    /// Any attempt fails.
    case attempt
    /// An attempt fails with this class.
    case failureClass(FailureClass)

    static let all: [FailureFilter] =
        [.failed, .attempt] + FailureClass.allCases.map(FailureFilter.failureClass)

    /// Parses a filter's name.
    ///
    /// - Throws: if the argument has a name that `initialize` has not listed.
    init(_ name: JSONValue?, of argument: String) throws(AdapterProblem) {
        let found = FailureFilter.all.first { name?.string == $0.name }
        guard let found else {
            throw .argument(argument, "a list of filters that `initialize` has named")
        }
        self = found
    }

    private var name: String {
        switch self {
        case .failed: "failed"
        case .attempt: "attempt"
        case .failureClass(let failureClass): failureClass.rawValue
        }
    }

    /// The breakpoint that implements it.
    var place: Breakpoint.Place {
        switch self {
        case .failed: .finalFailure
        case .attempt: .failure
        case .failureClass(let failureClass): .failureClass(failureClass)
        }
    }

    /// Its description in the response to `initialize`.
    var body: JSONValue {
        let label: String
        var description: String?
        switch self {
        case .failed: label = "A step fails for good"
        case .attempt:
            label = "Any attempt fails"
            description = "Also one that the step's policy tries again"
        case .failureClass: label = "An attempt fails: \(name)"
        }
        return .having([
            "filter": .string(name), "label": .string(label),
            "description": description.map { .string($0) },
            "default": self == .failed ? true : nil,
            "supportsCondition": true,
            "conditionDescription": "facts, as at `when`: environment: prod",
        ])
    }
}
