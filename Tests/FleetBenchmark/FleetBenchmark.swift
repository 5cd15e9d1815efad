import FleetSimulation
import Foundation

// What a thousand instances do that join at once, in simulated time.
//
// Usage: fleetbench thousand, fleetbench schemes, fleetbench forty KIND [SECONDS]
//
// SECONDS are the longest wait after throttling, in place of enlist's own 3.

@main
struct FleetBenchmark {
    static let rates = [100.0, 30, 10, 3, 1]

    static func main() async throws {
        switch CommandLine.arguments.dropFirst().first {
        case "thousand": try await thousand()
        case "schemes": try await schemes()
        case "forty" where CommandLine.arguments.count == 3:
            try await forty(CommandLine.arguments[2], .seconds(3))
        case "forty" where CommandLine.arguments.count == 4:
            try await forty(
                CommandLine.arguments[2], .seconds(Double(CommandLine.arguments[3]) ?? 3))
        default:
            say("usage: fleetbench thousand | schemes | forty KIND [SECONDS]")
            exit(64)
        }
    }

    /// The targets at each rate.
    static func thousand() async throws {
        for flow in Scenario.Flow.allCases {
            say("\(flow.rawValue): 1,000 instances at once")
            for rate in rates {
                let report = try await FleetSimulation.run(Scenario(flow, at: rate, count: 1000))
                let deadline = report.bound < report.deadline ?? report.bound ? " (goal: 0)" : ""
                say(
                    "  \(text(rate, 0, 3))/s: \(report.joined) joined after "
                        + "\(text(report.makespan / .seconds(1), 0)) s, "
                        + "\(text(report.ratio, 2)) times the lower bound (goal: 1.15), "
                        + "\(text(report.refusedPerGranted, 2)) throttled per granted (goal: 0.3), "
                        + "\(report.late + report.failed) too late\(deadline)"
                        + (report.failure.map { "; \($0)" } ?? ""))
            }
        }
    }

    /// Several longest waits after throttling, at each rate.
    static func schemes() async throws {
        for flow in [Scenario.Flow.commands, .opsworks] {
            for burst in [nil, 1.0] {
                say(
                    "\(flow.rawValue), 200 instances, burst "
                        + (burst.map { text($0, 0) } ?? "of a second, 5 at least"))
                say(
                    "  wait          "
                        + rates.dropFirst().map { text($0, 0, 12) + "/s" }.joined())
                for longest in [1, 3, 10, 20] {
                    let name = "at most \(longest) s"
                    var line = "  " + name.padding(toLength: 14, withPad: " ", startingAt: 0)
                    for rate in rates.dropFirst() {
                        var scenario = Scenario(flow, at: rate, burst: burst, count: 200)
                        scenario.longestThrottling = .seconds(longest)
                        let report = try await FleetSimulation.run(scenario)
                        line +=
                            "\(text(report.ratio, 2, 6)) \(text(report.refusedPerGranted, 2, 6))"
                            + (report.joined < 200 ? "!" : " ")
                    }
                    say(line)
                }
            }
        }
    }

    /// What Tests/Benchmarks/managing.py measures with forty real instances.
    static func forty(_ kind: String, _ longest: Duration) async throws {
        var scenario = Scenario(
            kind == "apply-document" ? .commands : .associations, count: 40,
            throttles: [
                Throttle(
                    service: "ssm",
                    operation: kind == "apply-document"
                        ? "ListCommandInvocations" : "DescribeInstanceAssociationsStatus",
                    rate: 1, burst: 1)
            ])
        scenario.longestThrottling = longest
        scenario.latency = .milliseconds(5)
        scenario.boot = .seconds(1)
        scenario.agentStart = .milliseconds(100)
        scenario.workerStart = .milliseconds(100)
        scenario.firstLook = .milliseconds(100)
        scenario.delivery = .milliseconds(50)
        scenario.document = .milliseconds(100)
        var spans: [Double] = []
        var calls: [Int] = []
        for seed in 1...21 {
            scenario.seed = UInt64(seed)
            let report = try await FleetSimulation.run(scenario)
            guard report.joined == 40 else { throw Failed(report: report) }
            spans.append(report.makespan / .seconds(1))
            calls.append(report.granted + report.refused)
        }
        spans.sort()
        calls.sort()
        say(
            #"{"makespan": \#(spans[10]), "least": \#(spans[1]), "most": \#(spans[19]), "#
                + #""calls": \#(calls[10])}"#)
    }

    struct Failed: Error {
        let report: FleetSimulation.Report
    }

    /// Prints a line now, whoever reads it.
    static func say(_ line: String) {
        FileHandle.standardOutput.write(Data((line + "\n").utf8))
    }

    static func text(_ number: Double, _ digits: Int, _ width: Int = 0) -> String {
        String(format: "%\(width).\(digits)f", number)
    }
}
