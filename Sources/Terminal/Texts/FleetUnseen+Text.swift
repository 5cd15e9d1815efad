package import Application
package import Pipeline
import PipelineFile

extension FleetUnseen {
    /// The number of unmanaged instances that the text names.
    private static let named = 5

    /// For people: the gaps of a list.
    ///
    /// - Parameter includesTerminated: whether the list shows nodes whose instances are terminated.
    /// - Returns: a line for each gap.
    package func lines(includesTerminated: Bool) -> [String] {
        var lines: [String] = []
        if let census {
            let told = census.told.sorted { $0.key < $1.key }.map { "\($0.value) \($0.key)" }
            lines.append(
                "\(census.living) managed nodes in the region: "
                    + (told + ["\(census.silent) without inventory of enlist"])
                    .joined(separator: ", "))
            if census.terminated > 0, !includesTerminated {
                lines.append(
                    "\(census.terminated) whose instances are terminated are left out; "
                        + "--terminated shows them")
            }
        }
        if !strays.isEmpty {
            lines.append(
                "\(strays.count) instances failed before Systems Manager knew them; their tag "
                    + "enlist:failure says:")
            lines += strays.prefix(Self.named).map { "    \($0.id): \($0.reason)" }
            if strays.count > Self.named {
                lines.append("    and \(strays.count - Self.named) more, which --json lists")
            }
        }
        return (lines + problems).map { PrintableText($0).text }
    }

    /// For programs.
    package var json: Value {
        .map([
            "managed": census.map { .integer($0.living) } ?? .null,
            "terminated": census.map { .integer($0.terminated) } ?? .null,
            "without-inventory": census.map { .integer($0.silent) } ?? .null,
            "unmanaged": .list(
                strays.map { .map(["instance": .string($0.id), "reason": .string($0.reason)]) }),
            "unknown": .list(problems.map(Value.string)),
        ])
    }
}
