/// How long things take, in seconds.
package struct Timings: Sendable, Equatable {
    /// From RegisterInstance until the agent runs setup.
    package var registering = 0.3
    /// From there until the member is registered.
    package var registrationSetup = 0.3
    /// From AssignInstance until the agent runs setup.
    package var assigning = 0.2
    /// From there until the member is online.
    package var assignmentSetup = 0.4
    /// From UnassignInstance until the member is registered again.
    package var unassigning = 0.2
    /// From DeregisterInstance until the member is gone.
    package var deregistering = 0.2
    /// How long the agent's installer works before it registers the machine.
    package var registrationScript = 0.0

    /// From SendCommand until the agent begins.
    package var documentDelivery = 0.1
    /// How long a document runs.
    package var document = 0.4
    /// From SendCommand until the command is listed.
    package var commandListing = 0.05

    package init() {}
}
