import Application
import ArgumentParser
import Bytes
import Pipeline
import PipelineFile
import Terminal

/// `enlist iam-policy`.
struct IAMPolicyCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "iam-policy",
        abstract: "Print the least policy that an instance's role needs for a pipeline.",
        discussion: """
            The permissions are those of the pipeline's steps, of `on-failure`, and of \
            `enlist leave` and `enlist watch`. --account, --region and --group narrow the resources; without them, any match. \
            It works offline. Plugins, and programs that steps run, may need more.

            Examples:

              enlist iam-policy --account 123456789012 --region eu-west-1 --group web-prod
              enlist iam-policy --pipeline /etc/enlist/pipeline.yaml --without-leaving
              enlist iam-policy --reaping --account 123456789012
              enlist iam-policy --format terraform >enlist-policy.tf
            """)

    @OptionGroup var facts: FactOptions

    @Option(
        help: ArgumentHelp(
            "The pipeline file, or the name of a built-in pipeline, to use instead of "
                + "/etc/enlist/pipeline.yaml or `\(BuiltInPipeline.standardName)`.",
            valueName: "file"),
        completion: .pipeline)
    var pipeline: String?

    @OptionGroup var place: PlaceOptions

    @Option(
        help: ArgumentHelp(
            "The name of the Auto Scaling group; by default any instance and any group.",
            valueName: "name"))
    var group: String?

    @Option(
        help: ArgumentHelp("The instances' `enlist run --on-failure`.", valueName: "what")
    )
    var onFailure: FailurePolicy.Verdict?

    @Option(
        help: ArgumentHelp(
            "What to print: the policy alone, or a managed policy for a template. There, account, "
                + "region and partition default to those in which the template is used."))
    var format = PolicyFormat.json

    @Flag(help: "Omit the permissions that only leaving needs.")
    var withoutLeaving = false

    @Flag(
        help: "Print the policy for `enlist reap --yes` instead of the instances'.")
    var reaping = false

    /// Called by the parser; an error is a usage error.
    func validate() throws {
        _ = try request()
        guard !reaping || pipeline == nil && group == nil && onFailure == nil && !withoutLeaving
        else {
            throw ValidationError("`--reaping` excludes a pipeline and a group")
        }
        if let group {
            guard !group.isEmpty, group.utf8.count <= 255,
                !group.unicodeScalars.contains(where: { "*?:$".unicodeScalars.contains($0) })
            else { throw ValidationError("`--group` should be an Auto Scaling group's name") }
        }
    }

    func run() async throws {
        let rights =
            reaping
            ? NeededRights(ofReapingKnowing: said)
            : try await NeededRights(
                of: request(), leaves: !withoutLeaving, onFailure: onFailure, knowing: said,
                environment: ProcessEnvironment.current)
        OutputChannel.standardOutput.write(format.text(of: rights.policy))
        for policy in rights.policies {
            OutputChannel.standardError.write(
                "attach \(policy) to the role as well: programs that the pipeline starts need it\n")
        }
    }

    private func request() throws(ValidationError) -> PlanRequest {
        var request = try facts.request()
        request.pipeline = pipeline
        return request
    }

    private var said: Facts {
        let scope = NeededRights.scope(
            (try? facts.request().settings) ?? Facts(), account: place.account,
            region: place.region,
            group: group)
        return scope.merging(format.scope(besides: scope))
    }
}

extension FailurePolicy.Verdict: ExpressibleByArgument {}
extension PolicyFormat: ExpressibleByArgument {}
