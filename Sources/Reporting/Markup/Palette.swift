/// Colours by name, on a light and a dark background; pictures and pages follow the reader's
/// choice.
struct Palette {
    private var colours: [(name: String, light: String, dark: String)]

    /// The colours of every picture: its background, boxes and their edges, text, and less
    /// important text.
    ///
    /// All text is readable on both backgrounds (4.5 to 1).
    static let common = Palette(colours: [
        ("page", "#ffffff", "#14171b"), ("card", "#f6f7f9", "#1f242a"),
        ("edge", "#c3c9d1", "#444c56"), ("ink", "#1b1f24", "#e6e9ed"),
        ("faint", "#57606a", "#9aa4af"),
    ])

    private init(colours: [(name: String, light: String, dark: String)]) {
        self.colours = colours
    }

    func adding(_ more: [(name: String, light: String, dark: String)]) -> Palette {
        Palette(colours: colours + more)
    }

    /// The rules that define the colours as variables of an element.
    func rules(for element: String) -> String {
        let light = colours.map { "--\($0.name): \($0.light)" }.joined(separator: "; ")
        let dark = colours.map { "--\($0.name): \($0.dark)" }.joined(separator: "; ")
        return """
            \(element) { \(light); color-scheme: light dark }
            @media (prefers-color-scheme: dark) { \(element) { \(dark) } }
            """
    }
}
