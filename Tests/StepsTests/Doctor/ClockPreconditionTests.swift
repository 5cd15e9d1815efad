import Pipeline
import Testing

@testable import Steps

@Suite struct ClockPreconditionTests {
    @Test(arguments: [
        (0, Diagnosis.ok("agrees with that of AWS")), (-10, .ok("agrees with that of AWS")),
        (
            11,
            .warning(
                "this machine's clock is 11 s ahead of that of AWS, which refuses signatures from "
                    + "5 minutes on",
                remedy: "set the clock, for example with chrony against 169.254.169.123")
        ),
        (
            -299,
            .warning(
                "this machine's clock is 299 s behind that of AWS, which refuses signatures from "
                    + "5 minutes on",
                remedy: "set the clock, for example with chrony against 169.254.169.123")
        ),
    ])
    func `a clock that is nearly right is no problem`(skew: Int, diagnosis: Diagnosis) throws {
        #expect(try ClockPrecondition().examine(knowing: knowing(skew)) == diagnosis)
    }

    @Test(arguments: [-300, 300, 90_000])
    func `a clock with which nothing can be signed is one`(skew: Int) {
        #expect(throws: Failure.self) { try ClockPrecondition().examine(knowing: knowing(skew)) }
    }

    private func knowing(_ skew: Int) -> Facts {
        var facts = Facts()
        facts[EndpointPrecondition.skew] = skew
        return facts
    }
}
