import FoundationEssentials
import FuzzTargets
import Testing

/// An input that `make fuzz` begins with; what it once found is among them, made small.
///
/// Good pipeline files that need the kinds of one provider lie in a folder of its name.
struct Seed: Sendable, CustomTestStringConvertible {
    let reader: FuzzedReader
    /// Whether the reader takes it, and does not refuse it.
    let isGood: Bool
    private let path: String

    var testDescription: String {
        "\(reader.rawValue)/\(path.split(separator: "/").suffix(2).joined(separator: "/"))"
    }

    func bytes() throws -> [UInt8] {
        Array(try #require(FileManager.default.contents(atPath: path)))
    }

    static let all = FuzzedReader.allCases.flatMap(all)

    static func all(of reader: FuzzedReader) -> [Seed] {
        [("good", true), ("bad", false)].flatMap { name, isGood in
            let folder = #filePath.replacing("Seed.swift", with: "Seeds/\(reader.rawValue)/\(name)")
            let names = (try? FileManager.default.subpathsOfDirectory(atPath: folder)) ?? []
            return names.sorted().map { "\(folder)/\($0)" }
                .filter { FileManager.default.contents(atPath: $0) != nil }
                .map { Seed(reader: reader, isGood: isGood, path: $0) }
        }
    }
}
