import Cryptography

/// An HTML file that loads nothing from elsewhere, and whose security policy allows its own style sheet and
/// script and nothing that was injected.
struct HTMLPage {
    let title: String
    let style: String
    /// Runs when the page is loaded; nil if it has none.
    var script: String?
    let content: [MarkupElement]

    /// The file's text.
    var text: String {
        let policy =
            "default-src 'none'; style-src \(Self.source(of: style))"
            + (script.map { "; script-src \(Self.source(of: $0))" } ?? "")
        let page = MarkupElement(
            "html", ["lang": "en"],
            [
                MarkupElement(
                    "head", [:],
                    [
                        MarkupElement("meta", ["charset": "utf-8"]),
                        MarkupElement(
                            "meta",
                            [
                                "name": "viewport",
                                "content": "width=device-width, initial-scale=1",
                            ]),
                        MarkupElement(
                            "meta",
                            ["http-equiv": "Content-Security-Policy", "content": policy]),
                        MarkupElement("title", text: title),
                        MarkupElement("style", code: style),
                    ]),
                MarkupElement(
                    "body", [:],
                    [MarkupElement("main", [:], content)]
                        + (script.map { [MarkupElement("script", code: $0)] } ?? [])),
            ])
        return "<!doctype html>\n" + page.lines(as: .html).map { $0 + "\n" }.joined()
    }

    /// The source that allows exactly this text.
    private static func source(of code: String) -> String {
        (try? SHA256.base64(of: code)).map { "'sha256-\($0)'" } ?? "'none'"
    }
}
