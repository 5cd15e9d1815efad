import AWS
import HTTP
import JSON
import Pipeline

/// Whether the OpsWorks agent's installer can be downloaded, unpacked and run.
struct AgentPrecondition: Precondition {
    private static let programs = ["tar", "gzip", "sh"]
    private static let folders = ["/usr/bin/", "/bin/"]

    let host: Host

    let name = "agent"
    let actions = ["opsworks:DescribeStackProvisioningParameters"]
    let stage = PreconditionStage.joining
    let needs = [FactKey.stackID.name, FactKey.stackAPIRegion.name]

    func examine(knowing facts: Facts) async throws -> Diagnosis {
        for program in Self.programs {
            let isThere = try Self.folders.contains { try MachineRoot.machine.has($0 + program) }
            guard isThere else { throw MachineError.programMissing(program) }
        }
        let stackID = try facts.require(.stackID)
        let provisioning = try await host.opsWorks(facts.require(.stackAPIRegion))
            .describeStackProvisioningParameters(stackID: stackID)
        // The initialiser checks the address, and whether the installer would leave the root.
        _ = try AgentInstaller(
            url: provisioning.agentInstallerURL, sha256: nil,
            parameters: provisioning.parameters, host: host)
        guard provisioning.parameters.contains(where: { $0.name == "assets_download_bucket" })
        else { throw Failure.noAssetsBucket(stackID) }
        try await InstallerSource(provisioning.agentInstallerURL).makeSure(by: host.http)
        return .ok("its installer is to be had from \(provisioning.agentInstallerURL)")
    }
}

extension InstallerSource {
    /// Makes sure that the installer is there, by fetching at most a part of it.
    fileprivate func makeSure(by http: HTTPClient) async throws {
        var request = HTTPRequest(.get, url, headers: ["Range": "bytes=0-0"])
        if isThisMachine { request.route = .direct }
        request.redirects = isThisMachine ? .returned : .followed(atMost: 5)
        request.timeouts.total = .seconds(20)
        // A server without range requests sends all of it.
        request.destination = .memory(limit: 1 << 16)
        do {
            let response = try await http.send(request)
            guard response.isSuccess else {
                throw Failure.installerNotServed(url.description, response)
            }
        } catch let error as HTTPError {
            guard case .bodyTooLarge = error.reason else { throw error }
        }
    }
}
