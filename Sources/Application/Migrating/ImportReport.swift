import Bytes
import PipelineFile
import Steps

/// REPORT.md: what was created from a stack, how to continue, and what cannot be imported.
struct ImportReport {
    private let stack: DescribedStack
    private let layers: [ImportedLayer]
    private let saved: SavedAnswers
    private let hasParameters: Bool

    init(stack: DescribedStack, layers: [ImportedLayer], saved: SavedAnswers, hasParameters: Bool) {
        self.stack = stack
        self.layers = layers
        self.saved = saved
        self.hasParameters = hasParameters
    }

    /// The number of things to look at first.
    var urgent: Int { rows(.first).count }

    var text: String {
        """
        # The stack \(Leftover.quoted(stack.name).inCell)

        Made by `enlist import-stack`, version \(Version.number), of \(counted(saved.names.count, "file")).

        | layer | path | instances | folder |
        |---|---|---|---|
        \(layers.map(row).joined())
        ## How to go on

        \(steps)
        ## Before the first instance

        \(table(.first, nothing: "Nothing has to be looked at."))
        ## What does not come along

        \(table(.later, nothing: "Everything does."))
        ## What was read

        \(readings)
        """
    }

    private func row(_ layer: ImportedLayer) -> String {
        let fleet = layer.described.fleet
        let count =
            fleet.steady + fleet.scaled == 0
            ? "none saved"
            : "\(fleet.steady)" + (fleet.scaled == 0 ? "" : ", \(fleet.scaled) more at times")
        let title = layer.described.shortName.isEmpty ? layer.folder : layer.described.shortName
        return "| \(Leftover.quoted(title).inCell) | `\(layer.written.path)` | \(count) | "
            + "`\(layer.folder)/` |\n"
    }

    private var steps: String {
        var lines = [
            "Read the two tables below; the first has to be done before an instance can join."
        ]
        if hasParameters {
            lines.append(
                "Put secrets and settings into Parameter Store. Each secret is a file of a folder; without "
                    + "one, the script says which is missing: `sh parameters.sh FOLDER`")
        }
        for layer in layers {
            let region = stack.region.map { " --region \($0)" } ?? ""
            lines.append(
                "Create the layer with its group: `aws cloudformation create-stack --stack-name "
                    + "\(layer.group) --template-body file://\(layer.folder)/group.yaml --capabilities "
                    + "CAPABILITY_IAM --parameters ParameterKey=ImageId,ParameterValue=ami-…"
                    + (layer.described.fleet.subnets.isEmpty
                        ? " 'ParameterKey=SubnetIds,ParameterValue=\"subnet-…\"'" : "") + region
                    + "`")
        }
        lines.append(
            "A layer without a group, for instances that are launched otherwise, is made in its folder: "
                + (layers.first.map { "`\($0.written.command)`" } ?? "")
                + ". Its role needs `policy.json` and, where there is one, `document-policy.json`; its "
                + "user-data is `user-data.sh`.")
        return lines.enumerated().map { "\($0 + 1). \($1)\n" }.joined()
    }

    // MARK: What does not come along

    private func rows(_ urgency: Leftover.Urgency) -> [(place: String, leftover: Leftover)] {
        let ofLayers = layers.flatMap { layer in
            (layer.described.leftovers + layer.written.leftovers + layer.leftovers).map {
                (layer.folder, $0)
            }
        }
        // What each layer reports of the stack's source is reported once.
        let times = Dictionary(ofLayers.map { ($0.1, 1) }, uniquingKeysWith: +)
        var said: Set<Leftover> = []
        var all = stack.leftovers.map { (place: "the stack", leftover: $0) }
        for (folder, leftover) in ofLayers {
            let isOfAll = layers.count > 1 && times[leftover] == layers.count
            guard !isOfAll || said.insert(leftover).inserted else { continue }
            all.append((place: isOfAll ? "all layers" : "`\(folder)`", leftover: leftover))
        }
        return all.filter { $0.leftover.urgency == urgency }
    }

    private func table(_ urgency: Leftover.Urgency, nothing: String) -> String {
        let rows = rows(urgency)
        guard !rows.isEmpty else { return nothing + "\n" }
        let lines = rows.map { place, leftover in
            "| \(place) | \(leftover.what.inCell) | \(leftover.why.inCell) | "
                + "\(leftover.instead.inCell) |\n"
        }
        return "| of | what | why | what to do |\n|---|---|---|---|\n" + lines.joined()
    }

    private var readings: String {
        (saved.names.map { "- \(Leftover.quoted($0).inCell)\n" }
            + saved.strange.map {
                "- \(Leftover.quoted($0).inCell): not read, it is no answer that is known\n"
            }).joined()
    }

    private func counted(_ count: Int, _ word: String) -> String {
        count == 1 ? "1 \(word)" : "\(count) \(word)s"
    }
}

extension String {
    /// The text as a cell of a Markdown table: one line, with its bars escaped.
    fileprivate var inCell: String {
        PrintableText(self).text.replacing(bytes: "|", by: "\\|")
    }
}
