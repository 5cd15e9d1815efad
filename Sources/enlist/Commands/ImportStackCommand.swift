import Application
import ArgumentParser
import Bytes
import Pipeline
import Terminal

/// `enlist import-stack`.
struct ImportStackCommand: AsyncParsableCommand, ActingCommand {
    static let configuration = CommandConfiguration(
        commandName: "import-stack",
        abstract: "Create layers of Systems Manager from saved data of an OpsWorks stack.",
        discussion: """
            Works offline. Reads saved \(StackImport.sources.joined(separator: "; or ")). \
            Files are recognised by their content; stacks and layers are required, everything else is optional.

            Writes a folder for each layer: the State Manager association, the pipeline file, the CloudFormation template of \
            its Auto Scaling group, policy and user-data; and REPORT.md, which lists what cannot be converted, with \
            the reason.

            By convention a stack is called `v3 prod web` and a layer's short name is the product. For other names use \
            the options, --product for one layer at a time (--layer). --account and --region are for files without them.

            Examples:

              enlist import-stack saved/ --out migrated
              enlist import-stack saved/ --out migrated --stack 'My web servers' \\
                --environment prod --platform web --major 3
            """)

    @Argument(
        help: ArgumentHelp("Saved answers: files, and folders of files that end in .json."),
        completion: .file(extensions: ["json"]))
    var paths: [String]

    @Option(help: ArgumentHelp("The folder to write to; it is created.", valueName: "folder"))
    var out: String

    @Flag(help: "Replace the files of an earlier import.")
    var overwrite = false

    @Option(
        help: ArgumentHelp("The stack to import, if the files have several.", valueName: "name"))
    var stack: String?

    @Option(
        help: ArgumentHelp(
            "Only the layer with this short name (repeatable).", valueName: "name"))
    var layer: [String] = []

    @OptionGroup var inputs: InputOptions

    @Option(
        help: ArgumentHelp(
            "The cookbooks' present URL: an archive, an object in S3, a Git repository.",
            valueName: "url"))
    var cookbooks: String?

    @Option(
        help: ArgumentHelp("The release of Chef to install, 11 to 18.", valueName: "number"))
    var chefVersion: String?

    @OptionGroup var place: PlaceOptions

    @Option(
        help: ArgumentHelp(
            "Mount the layer's volumes with the plugin mount-data-volume at this path.",
            valueName: "path"))
    var mountPlugin: String?

    /// Called by the parser; an error is a usage error.
    func validate() throws {
        guard !out.isEmpty else { throw ValidationError("`--out` should be a folder") }
        if let chefVersion {
            guard let number = Int(chefVersion), (11...18).contains(number) else {
                throw ValidationError("`--chef-version` should be a number from 11 to 18")
            }
        }
        if let mountPlugin {
            guard mountPlugin.begins(with: "/") else {
                throw ValidationError("`--mount-plugin` should be an absolute path")
            }
        }
    }

    func run() async throws {
        let made = try await StackImport(request, environment: ProcessEnvironment.current)
        let written = try ImportFolder(out, overwrites: overwrite).write(made.files)
        OutputChannel.standardOutput.write(written.map { "wrote \($0)\n" }.joined())
        let count = made.urgent == 1 ? "1 thing" : "\(made.urgent) things"
        OutputChannel.standardOutput.write(
            "\n\(out)/REPORT.md has the next steps"
                + (made.urgent == 0
                    ? ".\n" : ", and lists \(count) to check before the first instance.\n"))
    }

    private var request: StackImport.Request {
        var request = StackImport.Request()
        request.paths = paths
        request.stack = stack
        request.layers = layer
        request.cookbooks = cookbooks
        request.chefVersion = chefVersion
        request.region = place.region
        request.account = place.account
        request.mountPlugin = mountPlugin
        request.inputs = inputs.inputs
        return request
    }
}
