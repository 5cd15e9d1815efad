import Pipeline
import Testing

@testable import Application

struct ExitStatusTests {
    private static func failure(_ cause: Failure.Cause?) -> Failure {
        Failure(.refused, "no", remedy: "yes", cause: cause)
    }

    @Test(
        "the status says how the run ended",
        arguments: [
            (.succeeded, 0), (.failed(step: "a", failure(nil)), 1),
            (.failed(step: "a", failure(.unavailable)), 69),
            (.failed(step: "a", failure(.notPermitted)), 77),
            (.failed(step: "a", failure(.foreignCode)), 5),
            (.deadlinePassed(step: "a", failure(.unavailable)), 3),
            (.interrupted(step: nil), 4), (.rebootNeeded(step: "a", reason: "b"), 4),
            (.aborted(step: "a"), 1),
        ] as [(Outcome, Int32)])
    func status(outcome: Outcome, expected: Int32) {
        #expect(Application.ExitStatus(outcome).rawValue == expected)
    }
}
