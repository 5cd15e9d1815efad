import Foundation
import FoundationXML
import Pipeline
import Testing

@testable import Reporting

struct ReportTests {
    @Test func `the analysis, whole`() throws {
        let text = TimelineText(try #require(Timeline.example()), width: 80, signs: .ascii).text
        #expect(
            text == """
                enlist enlist (i-1), 2026-09-21T14:13:20.000Z
                p failed at c after 4s: 1.6s working, 2.4s waiting; 1 request
                run run1 ended after 3s; run2 went on 9m57s later

                step             time  working  waiting  tries  # working x failed . waiting
                a                2.4s    400ms       2s      2  xx............#
                c                  1s       1s               1                     xxxxxx failed
                b               510ms    110ms    400ms      2                x.x #
                preparation     100ms    100ms               1  #

                slowest requests
                     200ms  s Op, 400 Throttling, in a

                failures
                  a, attempt 1, throttled: slow
                      what to do: wait
                  c, attempt 1, refused: no <b>right</b>
                      what to do: ask "them" & wait

                """)
    }

    @Test func `the JSON says all of it`() throws {
        let timeline = try #require(Timeline.example())
        let object = try #require(
            JSONSerialization.jsonObject(with: Data(timeline.json.json.utf8)) as? [String: Any])
        #expect(object["ending"] as? String == "failed")
        #expect(object["elapsed"] as? Double == 4.01)
        #expect(object["waiting"] as? Double == 2.4)
        let steps = try #require(object["steps"] as? [[String: Any]])
        #expect(steps.map { $0["state"] as? String } == ["done", "done", "already-done", "failed"])
        let attempts = try #require(steps[3]["attempts"] as? [[String: Any]])
        #expect(attempts[0]["remedy"] as? String == Timeline.refusal.remedy)
        #expect(attempts[0]["run"] as? Int == 2)
        let requests = try #require(steps[1]["requests"] as? [[String: Any]])
        #expect(requests[0]["error"] as? String == "Throttling")
        #expect(requests[0]["begin"] as? Double == 0.15)
    }

    @Test func `the picture is XML, and each bar lies within it`() throws {
        let svg = TimelinePicture(try #require(Timeline.example())).svg
        let bars = try Rectangles.read(svg)
        #expect(bars.count == 11)
        for bar in bars {
            #expect(bar.x >= 0 && bar.width > 0 && bar.x + bar.width <= 960.1)
        }
    }

    @Test func `the page holds nothing that a text from outside could have put there`() throws {
        let page = ReportPage(try #require(Timeline.example())).html
        #expect(page.contains("no &lt;b&gt;right&lt;/b&gt;"))
        #expect(!page.contains("<b>right"))
        #expect(page.contains("What to do: ask &quot;them&quot; &amp; wait"))
    }

    @Test func `neither needs anything from elsewhere`() throws {
        let timeline = try #require(Timeline.example())
        for text in [ReportPage(timeline).html, TimelinePicture(timeline).svg] {
            let rest = text.replacingOccurrences(of: "http://www.w3.org/2000/svg", with: "")
            for word in ["http:", "https:", "url(", "@import", "src=", "href="] {
                #expect(!rest.contains(word), "\(word)")
            }
        }
    }
}

/// The rectangles of an SVG, in their order.
private final class Rectangles: NSObject, XMLParserDelegate {
    private var found: [(x: Double, width: Double)] = []

    static func read(_ svg: String) throws -> [(x: Double, width: Double)] {
        let reader = Rectangles()
        let parser = XMLParser(data: Data(svg.utf8))
        parser.delegate = reader
        try #require(parser.parse())
        return reader.found
    }

    func parser(
        _ parser: XMLParser, didStartElement name: String, namespaceURI: String?,
        qualifiedName: String?, attributes: [String: String]
    ) {
        guard name == "rect" else { return }
        found.append(
            (
                Double(attributes["x"] ?? "") ?? .nan, Double(attributes["width"] ?? "") ?? .nan
            ))
    }
}
