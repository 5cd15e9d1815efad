import AWS
import Foundation
import HTTP
import Pipeline
import PipelineFile
import Steps

/// One instance: the engine, the steps and the client of enlist, with a clock, chance and services of
/// a simulation.
struct SimulatedInstance {
    private let plan: Plan
    private let facts: Facts
    private let environment: RunEnvironment

    /// - Parameters:
    ///   - number: of the instance.
    ///   - root: an empty folder that stands for its `/`.
    ///   - definition: its pipeline.
    ///   - scenario: the fleet's.
    ///   - cloud: what it calls.
    ///   - model: OpsWorks, for the installer of its agent.
    ///   - http: for what goes nowhere in a simulation.
    /// - Throws: why it cannot be made or planned.
    init(
        _ number: Int, root: String, _ definition: Definition, _ scenario: Scenario,
        _ cloud: SimulatedCloud, _ model: OpsWorksModel, _ http: HTTPClient
    ) throws {
        let chance = SeededChance(scenario.seed << 32 + UInt64(number))
        let clock = RequestClock(time: cloud.time)
        let sender = SimulatedSender(cloud: cloud, instance: number, latency: scenario.latency)
        let units = "\(root)/usr/lib/systemd/system"
        try FileManager.default.createDirectory(atPath: units, withIntermediateDirectories: true)
        _ = FileManager.default.createFile(
            atPath: "\(units)/amazon-ssm-agent.service", contents: Data("[Service]\n".utf8))
        let host = try Host(
            environment: [
                "ENLIST_ROOT": root, "AWS_CONFIG_FILE": "/dev/null",
                "AWS_SHARED_CREDENTIALS_FILE": "/dev/null",
                "AWS_EC2_METADATA_SERVICE_ENDPOINT": "http://127.0.0.1:1",
            ], sender: ObservedSender(sender),
            timing: RequestTiming(clock: clock, sleeper: clock, jitter: chance),
            longestThrottling: scenario.longestThrottling, http: http)
        let kinds = builtInKinds(host).map { kind in
            guard kind.name == "register-instance" else { return kind }
            return SimulatedRegistering.kind(for: kind) {
                SimulatedRegistering(
                    instance: number, cloud: cloud, model: model, scenario: scenario,
                    client: host.client)
            }
        }
        facts = Self.facts(number)
        plan = try Planner(registry: StepRegistry(kinds)).plan(
            definition, given: [GivenFacts(from: "the simulation", facts)])
        environment = RunEnvironment(
            time: cloud.time, pausing: cloud.time, alarm: cloud.time, random: chance,
            emitter: EventEmitter(run: "\(number)", time: cloud.time, observers: []))
    }

    /// Runs the pipeline to its end.
    func join() async -> Outcome {
        await Runner(environment).run(plan, facts: facts).outcome
    }

    private static func facts(_ number: Int) -> Facts {
        var facts = Facts()
        facts[.product] = "shop"
        facts[.environment] = "prod"
        facts[.platform] = "web"
        facts[.major] = "3"
        facts[.instanceID] = Scenario.instanceID(number)
        facts[.instanceRegion] = Scenario.region
        facts[.availabilityZone] = "\(Scenario.region)a"
        facts[.accountID] = "123456789012"
        facts[.instanceType] = "t3.micro"
        facts[.imageID] = "ami-00000000000000000"
        facts[.architecture] = "x86_64"
        facts[.privateIP] = "10.0.\(number / 256).\(number % 256)"
        facts[.lifecycle] = .inService
        facts[.identity] = InstanceIdentity(document: "{}", signature: "signature")
        return facts
    }
}

extension Scenario.Flow {
    /// The pipeline as enlist has it, without the step that calls the machine's package manager.
    func definition() throws -> Definition {
        let name = self == .opsworks ? "opsworks" : "systems-manager"
        guard let provider = Provider.named(name) else { throw FleetSimulation.NoPipeline() }
        var problems: [Diagnostic] = []
        let source = SourceText(provider.pipeline, name: name)
        guard case .whole(var definition)? = PipelineFileReader().read(source, &problems),
            problems.isEmpty
        else { throw FleetSimulation.NoPipeline() }
        definition.steps.removeAll { $0.kind == "install-dependencies" }
        if self == .commands {
            definition.steps = definition.steps.map { step in
                switch step.kind {
                case "look-up-associations": StepDefinition("look-up-parameters")
                case "wait-until-applied": StepDefinition("apply-document")
                default: step
                }
            }
        }
        return definition
    }
}
