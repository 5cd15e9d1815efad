import AWS
package import Pipeline

extension Host {
    /// Opens connections to the services that steps call by what they declare, all at once.
    ///
    /// A step that calls one of them finds the connection, or opens its own where it is not ready or not
    /// possible. Cancelling the task ends what is under way.
    ///
    /// - Parameters:
    ///   - steps: the steps that may run.
    ///   - region: the instance's.
    package func openConnections(for steps: [PlannedStep], in region: String) async {
        await withTaskGroup(of: Void.self) { group in
            for service in Service.services(of: steps) {
                guard
                    let asked = Provider.regions(of: service, forInstancesIn: region).first
                else { continue }
                group.addTask { [client] in await client.connect(to: service, in: asked) }
            }
        }
    }
}
