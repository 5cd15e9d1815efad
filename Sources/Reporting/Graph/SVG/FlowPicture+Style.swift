extension FlowPicture {
    /// The colours of the lanes, on a light and a dark background: each is readable as text on both
    /// (4.5 to 1).
    static let colours: [(light: String, dark: String)] = [
        ("#0b62c4", "#6cb2ff"), ("#a8430c", "#ffa066"), ("#1a7340", "#5fd08f"),
        ("#8a2fb3", "#d79bf2"), ("#00707a", "#4fcfdb"), ("#b0215f", "#ff8fbd"),
        ("#6b5b00", "#d9c24a"), ("#4f4bc0", "#aaa7ff"),
    ]

    /// The picture's style sheet, which follows the reader's choice of light or dark.
    static var style: String {
        let palette = Palette.common.adding(
            colours.enumerated().map { ("c\($0.offset)", $0.element.light, $0.element.dark) })
        let lanes = colours.indices.map { index in
            "path.c\(index) { stroke: var(--c\(index)) } "
                + "text.c\(index), path.head.c\(index) { fill: var(--c\(index)) }"
        }
        return """

            \(palette.rules(for: "svg"))
            text { font: 13px system-ui, "Segoe UI", "DejaVu Sans", sans-serif; fill: var(--ink) }
            .heading { font-size: 16px; font-weight: 600 }
            .name { font-size: 15px; font-weight: 600 }
            .summary, .remark, .faint { fill: var(--faint) }
            .facts { font: 12px ui-monospace, "DejaVu Sans Mono", Menlo, Consolas, monospace }
            .remark { font: 12px system-ui, "Segoe UI", "DejaVu Sans", sans-serif }
            .page { fill: var(--page) }
            .card { fill: var(--card); stroke: var(--edge) }
            .source { stroke-dasharray: 4 3 }
            path { fill: none; stroke-width: 2 }
            .halo { stroke: var(--page); stroke-width: 6 }
            .head { stroke: none }
            .order { stroke: var(--faint) }
            .order-head, .back-head { fill: var(--faint); stroke: none }
            .back { stroke: var(--faint); stroke-dasharray: 5 4 }
            \(lanes.joined(separator: "\n"))

            """
    }
}
