import Bytes

/// The characters that a terminal shows.
package struct Glyphs: Sendable, Equatable {
    let done: String
    let failed: String
    let warning: String
    let back: String
    let skipped: String
    /// The end of a text that was cut.
    let cut: String
    /// The frames of the spinner, in order.
    let spinner: [String]

    package static let unicode = Glyphs(
        done: "✔", failed: "✘", warning: "!", back: "↺", skipped: "-", cut: "…",
        spinner: ["⠋", "⠙", "⠹", "⠸", "⠼", "⠴", "⠦", "⠧", "⠇", "⠏"])

    static let ascii = Glyphs(
        done: "+", failed: "x", warning: "!", back: "<", skipped: "-", cut: "...",
        spinner: ["|", "/", "-", "\\"])

    /// Selects the characters that a terminal can show, by the locale in the environment.
    ///
    /// A boot console often supports only ASCII.
    package init(environment: [String: String]) {
        let locale =
            ["LC_ALL", "LC_CTYPE", "LANG"]
            .compactMap { environment[$0] }.first { !$0.isEmpty }?.lowercased() ?? ""
        self = locale.contains(bytes: "utf-8") || locale.contains(bytes: "utf8") ? .unicode : .ascii
    }

    private init(
        done: String, failed: String, warning: String, back: String, skipped: String, cut: String,
        spinner: [String]
    ) {
        self.done = done
        self.failed = failed
        self.warning = warning
        self.back = back
        self.skipped = skipped
        self.cut = cut
        self.spinner = spinner
    }
}
