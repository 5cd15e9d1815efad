import Foundation
import FoundationXML
import Pipeline
import TestSupport
import Testing

@testable import Reporting

struct FlowPictureTests {
    @Test func `cards stand below each other, in the picture, beside every lane`() throws {
        let picture = FlowPicture(try .example())
        for (card, next) in zip(picture.cards, picture.cards.dropFirst()) {
            #expect(card.y + card.content.height < next.y)
        }
        let last = try #require(picture.cards.last)
        #expect(last.y + last.content.height < picture.height)
        for lane in picture.lanes { #expect(lane.x > 0 && lane.x < last.x) }
        for way in picture.returns {
            #expect(way.x > last.x + FlowCard.width && way.x < picture.width)
        }
    }

    @Test func `each flow leaves its giver's card and enters its taker's`() throws {
        let picture = FlowPicture(try .example())
        let graph = picture.graph
        for lane in picture.lanes {
            #expect(picture.cards[lane.giver].covers(lane.from))
            let takers = graph.flows(from: lane.giver).map(\.taker)
            #expect(takers.count == lane.to.count)
            for (taker, y) in zip(takers, lane.to) { #expect(picture.cards[taker].covers(y)) }
        }
        #expect(picture.lanes.flatMap(\.to).count == graph.flows.count)
        for (rewind, way) in zip(graph.rewinds, picture.returns) {
            #expect(picture.cards[rewind.step].covers(way.from))
            #expect(picture.cards[rewind.target].covers(way.to))
        }
    }

    @Test func `no two lines meet a card's edge at one height`() throws {
        let picture = FlowPicture(try .example())
        let ends = picture.lanes.flatMap { [$0.from] + $0.to }
        #expect(Set(ends).count == ends.count)
    }

    @Test func `the picture is XML with every word in it, escaped`() throws {
        let texts = try SVGWords.read(FlowPicture(.example()).svg)
        #expect(
            texts.filter { !$0.contains("{") } == [
                "pipeline test (from test.yaml), at most 1m",
                "pipeline test (from test.yaml), at most 1m",
                "inputs", "product, major", "to 2",
                "instance metadata", "instance.id", "to 4",
                "1. hint", "Leaves a hint",
                "2. look-up", "Finds it", "product, major", "from inputs", "stack.id, layer.id",
                "to 3, 4", "stack.name", "not used",
                "3. name (choose)", "Chooses a name", "layer.id", "from look-up", "hostname",
                "to 4",
                "4. register", #"Makes it <known> & "named""#, "instance.id",
                "from instance metadata", "stack.id", "from look-up", "hostname", "from name",
                "conflict", "back to name",
            ])
    }

    @Test func `the picture is whole by itself`() throws {
        let svg = FlowPicture(try .example()).svg
        for word in ["<script", "href", "url(", "@import", "<image", "foreignObject"] {
            #expect(!svg.contains(word))
        }
    }

    @Test(arguments: FlowPicture.colours.indices)
    func `each lane's colour can be read as text on page and card`(index: Int) {
        let colour = FlowPicture.colours[index]
        for ground in ["#ffffff", "#f6f7f9"] { #expect(contrast(colour.light, ground) >= 4.5) }
        for ground in ["#14171b", "#1f242a"] { #expect(contrast(colour.dark, ground) >= 4.5) }
        for ground in ["#ffffff", "#14171b"] { #expect(FlowPicture.style.contains(ground)) }
    }
}

extension FlowPicture.Card {
    fileprivate func covers(_ height: Int) -> Bool { y < height && height < y + content.height }
}

/// The texts of an SVG's elements, in their order.
private final class SVGWords: NSObject, XMLParserDelegate {
    private var words: [String] = []
    private var current = ""

    static func read(_ svg: String) throws -> [String] {
        let reader = SVGWords()
        let parser = XMLParser(data: Data(svg.utf8))
        parser.delegate = reader
        try #require(parser.parse())
        return reader.words
    }

    func parser(_ parser: XMLParser, foundCharacters text: String) { current += text }

    func parser(
        _ parser: XMLParser, didStartElement name: String, namespaceURI: String?,
        qualifiedName: String?, attributes: [String: String]
    ) { flush() }

    func parser(
        _ parser: XMLParser, didEndElement name: String, namespaceURI: String?,
        qualifiedName: String?
    ) { flush() }

    private func flush() {
        let word = current.trimmingCharacters(in: .whitespacesAndNewlines)
        if !word.isEmpty { words.append(word) }
        current = ""
    }
}

/// The contrast of two colours by WCAG 2.2, from 1 to 21.
private func contrast(_ one: String, _ other: String) -> Double {
    let (dark, light) = (
        min(luminance(one), luminance(other)), max(luminance(one), luminance(other))
    )
    return (light + 0.05) / (dark + 0.05)
}

private func luminance(_ colour: String) -> Double {
    let number = Int(colour.dropFirst(), radix: 16) ?? 0
    let parts = [number >> 16, number >> 8 & 0xFF, number & 0xFF].map { part in
        let value = Double(part) / 255
        return value <= 0.04045 ? value / 12.92 : pow((value + 0.055) / 1.055, 2.4)
    }
    return 0.2126 * parts[0] + 0.7152 * parts[1] + 0.0722 * parts[2]
}
