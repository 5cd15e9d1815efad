import ArgumentParser
import LocalCloud

/// Prints the schema of a kind of file.
struct PrintSchema: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "schema",
        abstract: "Print the JSON Schema of scenarios, for editors.",
        discussion: """
            `localcloud check` checks more than a schema can: whether a layer that a member names exists, \
            and which keys exclude each other.

            Examples:

              localcloud schema >scenario.schema.json
              localcloud schema --faults >faults.schema.json
            """)

    @Flag(help: "Print the schema of fault files instead.")
    var faults = false

    func run() {
        print(faults ? FaultRule.fileSchema.text : Scenario.schema.text, terminator: "")
    }
}
