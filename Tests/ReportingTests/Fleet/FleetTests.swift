import Pipeline
import Testing

@testable import Reporting

@Suite struct FleetTests {
    private func node(
        _ id: String, _ status: RunSummary.Status, seconds: Int = 10, reason: String? = nil
    ) -> FleetNode {
        var summary = RunSummary(status: status)
        summary.duration = .seconds(seconds)
        summary.steps = [
            .init("install", fate: .done, attempts: 1, duration: .seconds(seconds - 1)),
            .init(
                "apply", fate: status == .failed ? .failed : .done, attempts: 1,
                duration: .seconds(1)),
        ]
        if let reason {
            summary.step = "apply"
            summary.failureClass = "refused"
            summary.reason = reason
        }
        return FleetNode(id: id, at: "2026-05-01T12:00:00Z", summary: summary)
    }

    @Test(arguments: [
        ("the association 8c2f91d4 failed on i-0123456789abcdef0", "the association * failed on *"),
        (
            "http://10.0.3.17:8080/health did not answer in 5m",
            "http://*:*/health did not answer in 5m"
        ),
        ("recipe[shop]: no such cookbook", "recipe[shop]: no such cookbook"),
        ("`warm-cache` ended with status 28", "`warm-cache` ended with status 28"),
        ("command 0fd1b0c6-37f5-4a90-9a1f-3c2d0a1b2c3d: exit 1", "command *: exit 1"),
    ])
    func `reasons that differ by ids alone are one`(reason: String, common: String) {
        #expect(FleetFailures.common(reason) == common)
    }

    @Test func `failures alike are one group, the most frequent first`() {
        let failures = FleetFailures([
            node("i-1", .failed, reason: "no such cookbook"), node("i-2", .joined),
            node("i-4", .failed, reason: "gone: i-0123456789abcdef0"),
            node("i-3", .failed, reason: "gone: i-0123456789abcdef1"),
        ])
        #expect(
            failures.lines == [
                "2 × apply, refused: gone: *", "    i-3 i-4",
                "1 × apply, refused: no such cookbook", "    i-1",
            ])
    }

    @Test func `failed instances stand first in a table`() {
        let table = FleetTable([
            node("i-1", .joined), node("i-2", .failed, reason: "no such cookbook"),
        ])
        #expect(
            table.lines == [
                "instance  status  class    step   layer  group  boot  when                  reason",
                "i-2       failed  refused  apply                10s   2026-05-01T12:00:00Z  "
                    + "no such cookbook",
                "i-1       joined                                10s   2026-05-01T12:00:00Z",
            ])
    }

    @Test func `what is unusual is an outlier, and what failed is no whole boot`() {
        let times = BootTimes(
            (0..<20).map { node("i-\($0)", .joined, seconds: 10 + $0 % 3) }
                + [
                    node("i-slow", .joined, seconds: 200), node("i-bad", .failed, reason: "no"),
                    node("i-left", .left, seconds: 3),
                ])
        #expect(times.boots == 22)
        #expect(times.rows.map(\.name) == ["boot", "install", "apply"])
        #expect(times.rows.map(\.count) == [21, 22, 21])
        #expect(times.rows[0].median == .seconds(11))
        #expect(times.rows[0].outliers == [.init(instance: "i-slow", duration: .seconds(200))])
        #expect(times.rows[2].outliers.isEmpty)
    }

    @Test func `the page has a picture, and nothing of an instance becomes markup`() {
        let page = BootPage(
            BootTimes((0..<9).map { node("<b>\($0)", .joined, seconds: $0 == 8 ? 900 : 10) }),
            heading: "Boots & all")
        #expect(page.html.utf8.starts(with: "<!doctype html>".utf8))
        #expect(page.html.contains("<svg "))
        #expect(page.html.contains("Boots &amp; all"))
        #expect(page.html.contains("&lt;b&gt;8"))
        #expect(!page.html.contains("<b>"))
    }
}
