import Pipeline
import Testing

@Suite("Events as JSON")
struct EventJSONTests {
    @Test("a run's events are numbered lines with what they are first")
    func lines() async throws {
        var bench = Bench()
        bench.add(
            "choose", gives: ["hostname"], policy: .standard, fail(.throttled),
            give(Facts(named: ["hostname": "web1"])))
        _ = try await bench.run()
        let start = #""time":"2026-05-01T12:00:00.000Z","run":"r1","#
        let later = #""time":"2026-05-01T12:00:02.000Z","run":"r1","#
        #expect(
            bench.recorder.all.map(\.json) == [
                #"{"seq":1,"# + start
                    + #""type":"run-started","pipeline":"test","steps":[{"id":"choose","#
                    + #""kind":"choose","parameters":{"text":null}}],"given":{}}"#,
                #"{"seq":2,"# + start
                    + #""type":"attempt-started","step":"choose","attempt":1,"kind":"choose","#
                    + #""parameters":{"text":null},"limit":120.0}"#,
                #"{"seq":3,"# + start
                    + #""type":"attempt-failed","step":"choose","attempt":1,"class":"throttled","#
                    + #""message":"it went wrong","remedy":"mend it","elapsed":0.0}"#,
                #"{"seq":4,"# + start
                    + #""type":"retrying","step":"choose","attempt":1,"delay":2.0,"#
                    + #""class":"throttled"}"#,
                #"{"seq":5,"# + later
                    + #""type":"attempt-started","step":"choose","attempt":2,"kind":"choose","#
                    + #""parameters":{"text":null},"limit":120.0}"#,
                #"{"seq":6,"# + later
                    + #""type":"attempt-succeeded","step":"choose","attempt":2,"#
                    + #""gave":{"hostname":"web1"},"elapsed":0.0}"#,
                #"{"seq":7,"# + later
                    + #""type":"step-succeeded","step":"choose","elapsed":2.0}"#,
                #"{"seq":8,"# + later
                    + #""type":"run-finished","outcome":"succeeded","elapsed":2.0}"#,
            ])
    }

    @Test("sensitive facts are shown without their values")
    func sensitive() {
        var facts = Facts()
        facts[.identity] = InstanceIdentity(document: "{}", signature: "c2lnbmVk")
        facts[.hostname] = "web1"
        #expect(facts.shown.json == #"{"hostname":"web1","instance.identity":"(hidden)"}"#)
    }

    @Test("a parameter reaches its step with a sensitive fact in it, and the events without")
    func sensitiveParameter() async throws {
        let identity = InstanceIdentity(document: "{}", signature: "c2lnbmVk")
        var facts = Facts()
        facts[.identity] = identity
        var bench = Bench()
        bench.add("use", text: "${instance.identity}") { _, arguments in
            let text = try arguments.value(Bench.text)
            #expect(text == identity.value)
            return Facts()
        }
        #expect(try await bench.run(facts).outcome == .succeeded)
        let lines = bench.recorder.all.map(\.json)
        #expect(lines[1].contains(#""parameters":{"text":"${instance.identity}"}"#))
        #expect(!lines.contains { $0.contains("c2lnbmVk") })
    }

    @Test(
        "timestamps are right over leap years and centuries",
        arguments: [
            (0.0, "1970-01-01T00:00:00.000Z"), (951_782_400.5, "2000-02-29T00:00:00.500Z"),
            (1_709_251_199.999, "2024-02-29T23:59:59.999Z"),
            (1_735_689_599, "2024-12-31T23:59:59.000Z"),
            (4_107_542_400, "2100-03-01T00:00:00.000Z"),
        ])
    func timestamps(seconds: Double, text: String) {
        let moment = Moment(
            elapsed: .zero, sinceEpoch: .milliseconds(Int64((seconds * 1000).rounded())))
        #expect(moment.timestamp == text)
    }

    @Test("text is escaped so that a line stays a line")
    func escaping() {
        let value: Value = .string("a\"b\\c\nd\u{0}\u{1B}[2J\u{7F}é\u{2028}")
        #expect(value.json == #""a\"b\\c\nd\u0000\u001b[2J\u007fé\u2028""#)
    }
}
