extension ReportPage {
    /// The page's style sheet: for desktops and phones, light and dark, and for paper.
    static let style = """

        \(Palette.timeline.rules(for: ":root"))
        * { box-sizing: border-box }
        body { margin: 0; background: var(--page); color: var(--ink);
          font: 15px/1.5 system-ui, "Segoe UI", "DejaVu Sans", sans-serif }
        main { max-width: 1180px; margin: 0 auto; padding: 24px 20px 60px }
        h1 { font-size: 22px; margin: 0 0 4px } h2 { font-size: 16px; margin: 0 0 6px }
        h3, caption { font-size: 13px; font-weight: 600; margin: 0; padding: 12px 0 4px;
          text-align: left }
        p { margin: 2px 0; overflow-wrap: anywhere }
        .faint { color: var(--faint) }
        .trouble { border-left: 4px solid var(--failed); background: var(--card);
          padding: 12px 16px; margin: 18px 0 }
        .remedy { font-weight: 600 }
        .legend { display: flex; flex-wrap: wrap; gap: 6px 18px; align-items: center;
          margin: 22px 0 6px; color: var(--faint); font-size: 13px }
        .key { display: flex; align-items: center }
        .key::before { content: ""; width: 14px; height: 10px; margin-right: 6px;
          background: var(--meaning) }
        \(keys)
        button { font: inherit; color: inherit; background: var(--card); cursor: pointer;
          border: 1px solid var(--edge); border-radius: 6px; padding: 2px 10px;
          margin-left: auto }
        .row { display: grid; grid-template-columns: 230px minmax(0, 1fr) 150px; gap: 14px;
          align-items: center; padding: 5px 4px 5px 20px; min-height: 38px }
        .scale { min-height: 20px; padding-top: 0; padding-bottom: 0 }
        .marks { position: relative; height: 18px; font-size: 11px; color: var(--faint) }
        .marks span { position: absolute; transform: translateX(-50%); white-space: nowrap }
        details { border-top: 1px solid var(--edge) }
        details:last-of-type { border-bottom: 1px solid var(--edge) }
        summary { cursor: pointer; list-style: none; position: relative }
        summary::-webkit-details-marker { display: none }
        summary::before { content: ""; position: absolute; left: 5px; top: 50%;
          border: 5px solid transparent; border-left-color: var(--faint); border-right: 0;
          transform: translateY(-50%) }
        details[open] summary::before { transform: translateY(-50%) rotate(90deg) }
        summary:hover { background: var(--card) }
        summary:focus-visible, button:focus-visible { outline: 2px solid var(--request);
          outline-offset: -2px }
        .name { overflow-wrap: anywhere; line-height: 1.25 }
        .name b { font-weight: 600; display: block } .name span { font-size: 12px }
        .time { display: flex; flex-direction: column; line-height: 1.25; font-size: 13px }
        .state { color: var(--faint); overflow-wrap: anywhere }
        .failing b, .failing .state { color: var(--failed) }
        .bars { width: 100%; display: block; overflow: visible }
        .tick { stroke: var(--edge); stroke-width: 0.6 } .gap { fill: var(--card) }
        \(TimelineBar.Meaning.styles)
        .inside { padding: 0 4px 14px 20px }
        .scroll { overflow-x: auto }
        table { border-collapse: collapse; font-size: 13px; margin-bottom: 4px }
        th, td { text-align: left; padding: 2px 18px 2px 0; vertical-align: top }
        th { color: var(--faint); font-weight: 400 } td { overflow-wrap: anywhere; min-width: 6em }
        td:first-child, th { white-space: nowrap }
        .log { font: 12px/1.5 ui-monospace, "DejaVu Sans Mono", Menlo, Consolas, monospace;
          background: var(--card); padding: 8px 10px; overflow-wrap: anywhere }
        .log div { white-space: pre-wrap }
        .log .warning { color: var(--failed) } .log .note { color: var(--faint) }
        @media (max-width: 700px) {
          main { padding: 16px 12px 40px }
          .row { grid-template-columns: minmax(0, 1fr) auto; gap: 2px 10px }
          .scale > span:first-child { display: none }
          .marks, .bars { grid-column: 1 / -1; grid-row: 2 }
          .scale .marks { grid-row: 1 }
          summary::before { top: 24px }
          .name { grid-row: 1 } .time { grid-row: 1; text-align: right }
          .requests, .requests caption, .requests tbody { display: block }
          .requests thead { display: none }
          .requests tr { display: grid; grid-template-columns: auto auto auto minmax(0, 1fr);
            gap: 0 12px; padding: 4px 0; border-bottom: 1px solid var(--edge) }
          .requests td { min-width: 0; padding: 0; grid-row: 2 }
          .requests td:nth-child(3) { grid-row: 1; grid-column: 1 / -1 }
          .requests td:nth-child(5) { font-size: 11px; align-self: center }
        }
        @media print {
          main { max-width: none; padding: 0 } button { display: none }
          details { break-inside: avoid } * { print-color-adjust: exact }
        }

        """

    /// The colour of each entry of the legend.
    private static var keys: String {
        TimelineBar.Meaning.allCases.map {
            ".key.\($0.rawValue) { --meaning: var(--\($0.rawValue)) }"
        }.joined(separator: "\n")
    }

    /// A script that opens all steps at once, also for paper, and moves between them by the arrow
    /// keys.
    ///
    /// The page is fully readable without it.
    static let script = """

        const steps = [...document.querySelectorAll("details")];
        const all = document.getElementById("all");
        const open = (value) => {
          for (const step of steps) step.open = value;
          all.textContent = value ? "Close all" : "Open all";
        };
        all.hidden = false;
        all.addEventListener("click", () => open(!steps.every((step) => step.open)));
        addEventListener("beforeprint", () => open(true));
        addEventListener("keydown", (event) => {
          const here = steps.findIndex((step) => step.contains(document.activeElement));
          const next = { ArrowDown: here + 1, ArrowUp: here - 1 }[event.key];
          if (next === undefined || !steps[next]) return;
          steps[next].querySelector("summary").focus();
          event.preventDefault();
        });

        """
}
