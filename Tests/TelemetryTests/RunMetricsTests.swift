import JSON
import Pipeline
import TestSupport
import Testing

@testable import Telemetry

struct RunMetricsTests {
    private func text(_ form: RunMetrics.Form, _ bodies: [(Int, Event.Body)]) -> String? {
        let metrics = RunMetrics()
        let time = ManualTime()
        for (number, (milliseconds, body)) in bodies.enumerated() {
            time.advance(to: .milliseconds(milliseconds))
            metrics.observe(
                Event(
                    sequence: number + 1, time: time.now(), run: "r1", step: nil, attempt: nil,
                    body: body))
        }
        return metrics.text(for: form)
    }

    private static let failure = Failure(.refused, "no", remedy: "ask")
    private static let failed: [(Int, Event.Body)] = [
        (
            0,
            .runIdentified(
                RunIdentity(
                    program: "1", source: "s", pipeline: nil,
                    facts: Facts([FactKey.instanceID.name: "i-1", FactKey.product.name: "shop"])))
        ),
        (1, .runStarted(.named("a \"b\"", "look"))),
        (2, .activity("request", [:])), (3, .activity("request-retry", [:])),
        (4, .attemptFailed(failure, after: .seconds(1))),
        (1500, .runFinished(.failed(step: "look", failure), after: .seconds(1))),
    ]

    @Test func `a failed run in CloudWatch's format`() throws {
        let line = try #require(text(.embeddedMetricFormat, Self.failed))
        #expect(
            line
                == #"{"_aws":{"Timestamp":1777636801500,"CloudWatchMetrics":[{"Namespace":"enlist","#
                + #""Dimensions":[["Pipeline"],["Pipeline","Product"]],"Metrics":["#
                + #"{"Name":"Duration","Unit":"Seconds"},{"Name":"Requests","Unit":"Count"},"#
                + #"{"Name":"FailedAttempts","Unit":"Count"},{"Name":"Failed","Unit":"Count"}]}]},"#
                + #""Pipeline":"a \"b\"","Product":"shop","Run":"r1","Instance":"i-1","#
                + #""Step":"look","Class":"refused","#
                + #""Duration":1.5,"Requests":1,"FailedAttempts":1,"Failed":1}"# + "\n")
    }

    @Test func `a failed run for node_exporter`() {
        #expect(
            text(.textFile(path: "/a.prom"), Self.failed) == #"""
                # TYPE enlist_run_duration_seconds gauge
                enlist_run_duration_seconds{pipeline="a \"b\""} 1.5
                # TYPE enlist_run_requests gauge
                enlist_run_requests{pipeline="a \"b\""} 1
                # TYPE enlist_run_failed_attempts gauge
                enlist_run_failed_attempts{pipeline="a \"b\""} 1
                # TYPE enlist_run_failed gauge
                enlist_run_failed{pipeline="a \"b\""} 1
                # TYPE enlist_run_end_time_seconds gauge
                enlist_run_end_time_seconds{pipeline="a \"b\""} 1777636802

                """#)
    }

    @Test func `a run that succeeded, and one that never began`() throws {
        let good = Self.failed.dropLast(2) + [(9, .runFinished(.succeeded, after: .zero))]
        let line = try #require(text(.embeddedMetricFormat, Array(good)))
        #expect(line.hasSuffix(#""FailedAttempts":0,"Failed":0}"# + "\n"))
        #expect(!line.contains("Class"))
        let none = try #require(
            text(.embeddedMetricFormat, [(1, .preparationFailed(Self.failure))]))
        #expect(none.contains(#""Pipeline":"none""#) && none.contains(#""Class":"refused""#))
        #expect(text(.embeddedMetricFormat, Array(Self.failed.dropLast())) == nil)
    }

    @Test(
        "where they go",
        arguments: [
            ("emf", RunMetrics.Form.embeddedMetricFormat),
            ("/a/b.prom", .textFile(path: "/a/b.prom")),
            ("EMF", nil), ("/a/b", nil), ("", nil),
        ] as [(String, RunMetrics.Form?)])
    func forms(text: String, form: RunMetrics.Form?) {
        #expect(RunMetrics.Form(text) == form)
    }
}
