/// Items after a label, separated by commas and wrapped below each other.
package struct ItemLines {
    /// The usual width, which only a line with a single item can exceed.
    package static let width = 96

    /// Empty without items.
    package let lines: [String]

    /// Wraps items after a label.
    package init(_ label: String, _ items: [String], width: Int = ItemLines.width) {
        var lines: [String] = []
        for (index, item) in items.enumerated() {
            let text = index < items.count - 1 ? item + "," : item
            if let last = lines.last,
                last.unicodeScalars.count + 1 + text.unicodeScalars.count <= width
            {
                lines[lines.count - 1] = "\(last) \(text)"
            } else {
                let indent =
                    lines.isEmpty
                    ? label : String(repeating: " ", count: label.unicodeScalars.count)
                lines.append(indent + text)
            }
        }
        self.lines = lines
    }
}
