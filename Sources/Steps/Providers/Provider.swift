import AWS
package import Pipeline

/// A service that instances become members of, and all that is its own.
///
/// Each lies in a folder of its own beside this file and is named in `all`, and nowhere else.
package struct Provider: Sendable {
    /// The name of its pipeline: what `extends` and `--pipeline` take.
    package let name: String
    /// The pipeline, as a pipeline file: how an instance joins.
    package let pipeline: String
    /// The kinds of step that it fills the roles with, and by which an instance leaves.
    let kinds: @Sendable (Host) -> [StepKind]
    /// The services that it is reached by.
    let endpoints: [Endpoint]
    /// The permissions by whose names it is known that a pipeline registers an instance, which has to leave
    /// before it is terminated.
    let joiningPermissions: [String]
    /// Where its agent says on the machine what it does, as seen from the root.
    var logs: [String] = []
    /// How members are found whose instances are gone; nil if they vanish with their instances.
    package let reaping: Reaping?
    /// That AWS has shut the service down; nil for one that is alive.
    package var retirement: Retirement?
    /// The kind that keeps how a run of a member ended, for who asks a fleet; nil if nothing is kept.
    var recording: (@Sendable (RunSummary, Host) -> StepKind)?
    /// All its instances in a region, asked at once; nil if nobody can be asked.
    package var fleet: (@Sendable (Host, _ region: String) -> any Fleet)?
    /// Reads what people have kept of stacks with it; nil if there is nothing to read.
    package var reader: (any StackReader)?
    /// Makes its layers of layers that were somebody else's; nil if it takes none.
    package var writer: (any LayerWriter)?

    /// A service, and where it has to be asked.
    struct Endpoint: Sendable {
        let service: Service
        /// The regions to try one after the other, for instances in a region.
        var regions: @Sendable (_ region: String) -> [String] = { [$0] }
    }

    /// The end of a service at AWS.
    ///
    /// What speaks the same API elsewhere is reached by an endpoint of its own.
    package struct Retirement: Sendable {
        let service: Service
        /// What has ended and when, as a sentence without its full stop.
        let sentence: String
        /// What everybody has to know of it, in lines of at most 79 characters.
        package let notice: String
    }

    /// How members are found and removed whose instances are gone.
    package struct Reaping: Sendable {
        /// What finding and removing take.
        package let permissions: [any Permission]
        package let reaper: @Sendable (Host) -> any Reaper
    }

    /// All of them, the default first.
    package static let all: [Provider] = [.systemsManager, .opsWorks]

    /// The regions in which a service may be asked, one after the other, for instances in a region.
    static func regions(of service: Service, forInstancesIn region: String) -> [String] {
        all.flatMap(\.endpoints).first { $0.service == service }?.regions(region) ?? [region]
    }

    /// Why steps cannot be run: they call a service that AWS has shut down.
    ///
    /// Nil for other steps, and where the environment names an endpoint that speaks the service's API.
    package static func retirement(
        of steps: [PlannedStep], environment: [String: String]
    ) -> Diagnostic? {
        let called = Service.services(of: steps)
        let endpoints = Endpoints(SharedSettings(completing: environment))
        let ended = all.compactMap(\.retirement).first {
            called.contains($0.service) && !endpoints.names($0.service)
        }
        return ended.map { ended in
            let alive = all.filter { $0.retirement == nil }.map { "`--pipeline \($0.name)`" }
            return Diagnostic(
                ended.sentence,
                remedy:
                    "use \(alive.joined(separator: " or ")); for a service that speaks the same API set "
                    + Endpoints.variable(of: ended.service) + " to its URL")
        }
    }

    /// The kind that keeps how a run ended, by the one whose step says that the instance is a member.
    ///
    /// - Parameters:
    ///   - summary: how it ended.
    ///   - kinds: the names of the kinds by which the instance has joined.
    ///   - host: where the services are.
    /// - Returns: nil if none of them keeps it.
    static func recording(
        _ summary: RunSummary, ofMemberBy kinds: Set<String>, _ host: Host
    ) -> StepKind? {
        let keeper = all.first { provider in
            provider.recording != nil
                && provider.kinds(host).contains { $0.role == .polling && kinds.contains($0.name) }
        }
        return keeper?.recording?(summary, host)
    }

    /// The provider of a name; nil for none.
    package static func named(_ name: String) -> Provider? { all.first { $0.name == name } }
}
