import Testing

@testable import Pipeline

@Suite struct RunSummaryTests {
    private var full: RunSummary {
        var summary = RunSummary(status: .failed)
        summary.run = "20260501T120000-1"
        summary.pipeline = "systems-manager"
        summary.version = "1.2.3"
        summary.step = "wait-until-applied"
        summary.failureClass = "refused"
        summary.reason = "recipe[shop]: no such cookbook"
        summary.stack = "v3 prod web"
        summary.layer = "shop"
        summary.group = "web"
        summary.attempts = 5
        summary.duration = .milliseconds(12_345)
        summary.requests = 17
        summary.boot = .seconds(20)
        summary.report = "s3://reports/i-0.html"
        summary.steps = [
            .init("ohai-hint", fate: .done, attempts: 1, duration: .milliseconds(2)),
            .init("tag", fate: .skipped, attempts: 0, duration: .zero),
            .init("wait-until-applied", fate: .failed, attempts: 3, duration: .seconds(12)),
        ]
        return summary
    }

    @Test func `a summary comes back from its attributes as it was`() {
        #expect(RunSummary(attributes: full.attributes) == full)
    }

    @Test func `what is not known is empty, and each run has the same names`() {
        let attributes = RunSummary(status: .joined).attributes
        #expect(Set(attributes.keys) == Set(RunSummary.Attribute.allCases.map(\.rawValue)))
        #expect(attributes["reason"] == "")
        #expect(RunSummary(attributes: attributes) == RunSummary(status: .joined))
    }

    @Test func `steps are short words`() {
        #expect(
            full.attributes["steps"]
                == "ohai-hint=0.002 tag=0.000- wait-until-applied=12.000*3!")
    }

    @Test func `no value is longer than the inventory takes`() {
        var summary = full
        summary.reason = String(repeating: "é", count: 5_000)
        summary.steps = (0..<400).map {
            .init("a-step-\($0)", fate: .done, attempts: 1, duration: .seconds(1))
        }
        let attributes = summary.attributes
        #expect(attributes.values.allSatisfy { $0.unicodeScalars.count <= RunSummary.limit })
        let read = RunSummary(attributes: attributes)
        #expect(read?.lacksSteps == true)
        #expect(read.map { $0.steps.count > 200 } == true)
    }

    @Test(arguments: ["", "undecided"])
    func `without a status that is known it is none`(status: String) {
        #expect(RunSummary(attributes: ["status": status]) == nil)
    }

    @Test(arguments: ["=1", "a", "a=", "a=x", "a=1*", "a=1*2*3", "a=-1", "a=nan", "a=1e300"])
    func `a word that is no step is left out`(word: String) {
        let read = RunSummary(attributes: ["status": "joined", "steps": "\(word) b=1.000"])
        #expect(read?.steps.map(\.id) == ["b"])
    }
}
