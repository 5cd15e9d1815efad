/// The durations of the cloud's processes, in seconds; the numbers in the comments are AWS' own.
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

    /// The time from SendCommand until the agent begins.
    package var documentDelivery = 0.1
    /// How long a document runs.
    package var document = 0.4
    /// From SendCommand until the command is listed.
    package var commandListing = 0.05

    /// From an agent's first ping until its worker takes commands; 1.0 in reality.
    package var workerStart = 0.05
    /// From there until it looks for associations; in reality 0 to 30, at random.
    package var associationFirstLook = 0.2
    /// From there until it looks again, if it has found none; 30 in reality.
    package var associationSecondLook = 0.5
    /// From one look to the next; 600 to 630 in reality.
    package var associationLook = 5.0
    /// How long an agent sleeps that could not ping; 300, or 1500 to 1800, in reality.
    package var agentSleep = 5.0
    /// How long a restart of the agent takes; 7 in reality.
    package var agentRestart = 0.2
    /// From a script's reboot request until the agent is back; in reality some 75 and the boot.
    package var reboot = 0.5
    /// Until a message that the agent got when it was stopped is delivered again; 10 in reality.
    package var redelivery = 1.0

    package init() {}
}
