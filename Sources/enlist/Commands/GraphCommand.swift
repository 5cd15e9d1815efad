import Application
import ArgumentParser
import PipelineFile
import Reporting
import Terminal

/// `enlist graph`.
struct GraphCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "graph",
        abstract: "Draw a pipeline: its steps in order, and the flow of facts between them.",
        discussion: """
            It works offline: inputs that are not known yet are drawn as such. \
            Text is for a terminal, Mermaid for documents that render it, SVG for browsers; an SVG \
            follows the reader's choice of light or dark.

            Examples:

              enlist graph
              enlist graph --pipeline web.yaml --format svg >web.svg
            """)

    @OptionGroup var options: PlanningOptions

    @Option(help: "The format.")
    var format = Format.text

    enum Format: String, CaseIterable, ExpressibleByArgument {
        case text, mermaid, svg
    }

    func run() async throws {
        let environment = ProcessEnvironment.current
        let engine = try Engine(environment: environment)
        let sketch = try await engine.preparer.sketch(options.request())
        let graph = FlowGraph(sketch.plan, source: sketch.pipeline.origin)
        let output = OutputChannel.standardOutput
        switch format {
        case .text:
            let signs =
                Glyphs(environment: environment) == .unicode
                ? FlowText.Signs.unicode : .ascii
            output.write(
                FlowText(graph, width: output.terminalWidth ?? 80, signs: signs).text)
        case .mermaid: output.write(graph.mermaid)
        case .svg: output.write(FlowPicture(graph).svg)
        }
    }
}
