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
    /// How members are found whose instances are gone; nil where they vanish with their instances.
    package let reaping: Reaping?
    /// What everybody has to know before a run against AWS; nil for nothing.
    package var notice: String?

    /// A service, and where it has to be asked.
    struct Endpoint: Sendable {
        let service: Service
        /// The regions to try one after the other, for instances in a region.
        var regions: @Sendable (_ region: String) -> [String] = { [$0] }
    }

    /// How members are found and removed whose instances are gone.
    package struct Reaping: Sendable {
        /// What finding and removing take.
        package let permissions: [any Permission]
        package let reaper: @Sendable (Host) -> any Reaper
    }

    /// All of them, the default first.
    package static let all: [Provider] = [.opsWorks, .systemsManager]

    /// The regions in which a service may be asked, one after the other, for instances in a region.
    static func regions(of service: Service, forInstancesIn region: String) -> [String] {
        all.flatMap(\.endpoints).first { $0.service == service }?.regions(region) ?? [region]
    }

    /// The provider of a name; nil for none.
    package static func named(_ name: String) -> Provider? { all.first { $0.name == name } }
}
