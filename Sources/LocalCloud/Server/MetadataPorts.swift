import Foundation

/// The ports on which the metadata of each machine is, of those launched later too.
actor MetadataPorts {
    private let endpoint: String
    private let cloud: Cloud
    private let pool: LoopbackPool
    private var servers: [LoopbackServer] = []

    init(endpoint: String, cloud: Cloud, pool: LoopbackPool) {
        self.endpoint = endpoint
        self.cloud = cloud
        self.pool = pool
    }

    /// Opens the port of a machine, and has its documents run in its root if it has one.
    ///
    /// - Throws: ``ServerError`` when no port can be had.
    func open(
        _ id: String, region: String, root: String?
    ) async throws(ServerError) -> LocalCloud.BootingMachine {
        let server = try LoopbackServer(
            port: 0, entrance: .metadata(instance: id), cloud: cloud, pool: pool)
        servers.append(server)
        let machine = LocalCloud.BootingMachine(
            id: id, region: region, metadata: "http://127.0.0.1:\(server.port)", root: root)
        if let root { await settle(machine, in: root) }
        return machine
    }

    /// Has the documents of a machine run in a folder.
    func settle(_ machine: LocalCloud.BootingMachine, in root: String) async {
        // A script finds the programs that are here, and no account but the one of this cloud.
        let path = ProcessInfo.processInfo.environment["PATH"] ?? "/usr/bin:/bin"
        var environment = ClientEnvironment(
            from: ["PATH": path, "HOME": root, "LANG": "C.UTF-8"], endpoint: endpoint,
            machine: machine, root: root
        ).variables
        environment["AWS_SSM_INSTANCE_ID"] = machine.id
        environment["AWS_SSM_REGION_NAME"] = machine.region
        await cloud.settle(machine.id, in: root, environment: environment)
    }

    /// Closes all ports.
    func stop() async {
        await cloud.launches(with: nil)
        for server in servers { await server.stop() }
        servers = []
    }
}
