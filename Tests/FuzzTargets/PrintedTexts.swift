import Application
import PipelineFile

/// User-data that has gone through other hands.
struct PrintedTexts: FuzzTarget {
    func take(_ bytes: [UInt8]) throws(Finding) -> Bool {
        let isWhole = Self.isWhole(bytes)
        // Whoever embeds a text may end it otherwise.
        guard Self.isWhole(bytes + [0x0A]) == isWhole else {
            throw Finding("a line break at its end makes another text of it")
        }
        return isWhole
    }

    private static func isWhole(_ bytes: [UInt8]) -> Bool {
        guard let source = try? SourceText(bytes: bytes, name: "user-data"),
            let printed = try? PrintedUserData(source)
        else { return false }
        return (try? printed.verdict()) != nil
    }
}
