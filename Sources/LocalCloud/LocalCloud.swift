import Foundation

/// An emulation, on loopback, of the parts of AWS that enlisting needs.
///
/// A ``Scenario`` describes the start: stacks and layers, machines that boot, durations, faults. It
/// becomes a ``CloudState``, one value that holds everything; the services (``OpsWorks``, ``EC2``,
/// ``IAM``, ``STS``, ``AutoScaling``, ``MetadataService``) are functions on it. The ``Cloud`` is the
/// actor around them: it determines a request's target (``RequestTarget``) and caller
/// (``Authentication``), applies the faults of its ``FaultBook``, and keeps a ``RequestLog``. A
/// `LocalCloud` is a cloud that listens: one port for all services, and one for the metadata of each
/// machine.
///
/// Each machine has a ``StandInAgent``, part of the state. Its work outside of the state, scripts and
/// files, is an ``AgentEffect``, which the cloud carries out.
///
/// The folders: `Scenario/` reads scenarios. `Server/` listens, `Wire/` reads requests and writes
/// replies in each protocol, `Access/` checks signatures and policies. Each service has a folder:
/// `OpsWorks/`, `SystemsManager/` with its `Agent/` and `MessageDelivery/`, `EC2/`, `AutoScaling/`,
/// `CloudFormation/`, `S3/`, `IAM/`, `STS/`, `Metadata/`, and `Installer/`, the agent's. `Faults/`
/// makes them fail on request; through `Admin/` a test inspects and controls the cloud.
///
///     let cloud = try await LocalCloud(.standard, port: 0)
///     print(cloud.endpoint)                   // http://127.0.0.1:40213
///     print(cloud.machines[0].metadata)       // http://127.0.0.1:40215
///     await cloud.stop()
package struct LocalCloud: Sendable {
    /// The cloud behind the ports.
    package let cloud: Cloud
    /// Where all services are.
    package let endpoint: String
    /// The machines of the scenario, and where the metadata of each is.
    package let machines: [BootingMachine]
    /// A key that may do everything.
    package let administrator: Credential
    private let front: LoopbackServer
    private let ports: MetadataPorts
    private let pool: LoopbackPool

    /// A machine as a client sees it.
    package struct BootingMachine: Sendable, Equatable {
        package let id: String
        package let region: String
        package let metadata: String
        /// The folder that stands for `/` on it, if the scenario names one.
        package var root: String?

        /// The machine as the ready file has it.
        var json: JSONValue {
            .object(dropping: [
                "id": .string(id), "region": .string(region), "metadata": .string(metadata),
                "root": root.map { .string($0) },
            ])
        }
    }

    /// Starts the cloud of a scenario.
    ///
    /// - Parameters:
    ///   - scenario: What it is like at first.
    ///   - port: The endpoint's port, 0 for any that is free.
    /// - Throws: ``ServerError`` if a port is unavailable.
    package init(_ scenario: Scenario, port: UInt16) async throws {
        cloud = Cloud(scenario, clock: SystemWallClock(offset: scenario.clockOffset))
        pool = try await LoopbackPool()
        let front = try LoopbackServer(
            port: port, entrance: .endpoint, cloud: cloud, pool: pool)
        await cloud.listens(onPort: front.port)
        endpoint = "http://127.0.0.1:\(front.port)"
        ports = MetadataPorts(endpoint: endpoint, cloud: cloud, pool: pool)
        await cloud.launches(with: ports)
        var machines: [BootingMachine] = []
        for machine in await cloud.machines {
            machines.append(
                try await ports.open(machine.id, region: machine.region, root: machine.root))
        }
        administrator = await cloud.administratorKey()
        self.front = front
        self.machines = machines
    }

    /// Has the documents of a machine run in a folder.
    ///
    /// - Parameters:
    ///   - machine: The machine.
    ///   - root: The folder that stands for `/` on it.
    package func settle(_ machine: BootingMachine, in root: String) async {
        await ports.settle(machine, in: root)
    }

    /// Closes all ports, and ends what the agents run.
    package func stop() async {
        await cloud.stopAgents()
        await front.stop()
        await ports.stop()
        pool.stop()
    }

    /// What a client needs to know, as the ready file has it.
    package var ready: JSONValue {
        [
            "endpoint": .string(endpoint),
            "administration": .string(endpoint + RequestTarget.administrationPath),
            "administrator": [
                "access-key-id": .string(administrator.accessKeyID),
                "secret-access-key": .string(administrator.secretAccessKey),
            ],
            "instances": .array(machines.map(\.json)),
        ]
    }
}
