import Foundation

/// The cloud itself: it handles requests one at a time, applies faults, and stores the log.
package actor Cloud {
    var state: CloudState
    var faults = FaultBook()
    var log = RequestLog()
    let clock: any WallClock
    /// Of the requests that wait until the fault rules are ended.
    private var held: [AsyncStream<Never>.Continuation] = []
    private let installer: Data
    /// Runs what documents say.
    let scripts: ScriptRunner
    /// What scripts see, by machine; those that live in a folder.
    var environments: [String: [String: String]] = [:]
    /// When the agents are looked after next, without a request.
    var alarm: (due: Date, task: Task<Void, Never>)?
    /// Of the questions for messages that are held: what has them look again, and whose messages.
    var mailBells: [Int: (machine: String, bell: AsyncStream<Void>.Continuation)] = [:]
    var lastMailBell = 0
    /// Opens the metadata of machines that are launched.
    private(set) var ports: MetadataPorts?
    /// Whether the agents are to leave everything outside of the state alone.
    var hasStopped = false

    /// Builds the cloud of a scenario.
    ///
    /// - Parameters:
    ///   - scenario: What it is like at first.
    ///   - clock: Its time.
    ///   - identifiers: Its ids and keys.
    package init(
        _ scenario: Scenario, clock: any WallClock, identifiers: Identifiers = Identifiers()
    ) {
        state = CloudState(scenario, at: clock.now, identifiers: identifiers)
        faults.add(scenario.faults)
        self.clock = clock
        scripts = ScriptRunner(clock: clock)
        installer = AgentInstaller.archive(
            registrationTakes: scenario.timings.registrationScript)
    }

    /// The ids of the machines, in the order of the scenario.
    package var machines: [(id: String, region: String, root: String?)] {
        state.machines.map { ($0.id, $0.region, $0.root) }
    }

    /// Learns where the endpoint listens, which the installer's address depends on.
    package func listens(onPort port: Int) {
        state.endpoint.port = port
    }

    /// Learns what opens the metadata of machines that are launched.
    func launches(with ports: MetadataPorts?) {
        self.ports = ports
    }

    /// A key that may do everything, for people and tests.
    package func administratorKey() -> Credential {
        state.issue(to: .administrator)
    }

    /// Everything in the cloud now.
    package func snapshot() -> CloudState {
        advance()
        return state
    }

    /// Adds fault rules.
    package func add(_ rules: [FaultRule]) {
        faults.add(rules)
    }

    /// Ends all fault rules, and releases the requests that were held.
    func endFaults() {
        faults.clear()
        for request in held { request.finish() }
        held = []
    }

    /// Answers a request.
    ///
    /// It may take as long as a fault wants.
    package func reply(to request: Request) async -> Reply {
        let target = RequestTarget(of: request)
        if case .administration(let path) = target {
            if (request.method, path) == ("POST", "instances") { return await launch(request) }
            return administer(request, path)
        }
        let instance = instance(behind: request)
        let arrival = clock.now
        let plan = faults.plan(
            service: target.service, operation: target.operation, instance: instance, at: arrival)
        if plan.isHeld { await endOfFaults() }
        if plan.latency > 0 { try? await Task.sleep(for: .seconds(plan.latency)) }
        if target == .api(.ec2messages, operation: "GetMessages") { await messages(for: request) }
        var reply = answer(request, target, plan.effect)
        reply.headers["Server"] = "localcloud"
        log.add(
            RequestLog.Entry(
                time: arrival, service: target.service, operation: target.operation,
                instance: instance, request: request, reply: reply, faults: plan.sources))
        return reply
    }

    /// Waits until the fault rules are ended, or the server stops.
    private func endOfFaults() async {
        let (end, request) = AsyncStream<Never>.makeStream()
        held.append(request)
        for await _ in end {}
    }

    private func answer(
        _ request: Request, _ target: RequestTarget, _ effect: FaultRule.Effect?
    ) -> Reply {
        var now = clock.now
        if case .skew(let seconds) = effect { now += seconds }
        let requestID = state.identifiers.uuid()
        var reply: Reply
        switch effect {
        case .refuse(let refusal): reply = refuse(target, refusal, request, requestID)
        case .drop(afterEffect: false):
            reply = Reply(text: "")
            reply.delivery = .dropped
        case nil, .throttle, .drop, .cutOff, .malformed, .skew:
            reply = perform(request, target, at: now, requestID)
        }
        switch effect {
        case .drop: reply.delivery = .dropped
        case .cutOff(let count): reply.delivery = .cutOff(after: count)
        case .malformed: reply.body = reply.body.prefix(reply.body.count / 2)
        case nil, .refuse, .throttle, .skew: break
        }
        if case .api(let service, _) = target {
            let isOld = service == .ec2 || service == .s3
            reply.headers[isOld ? "x-amz-request-id" : "x-amzn-RequestId"] = requestID
        }
        reply.headers["Date"] = Timestamp.http(now)
        return reply
    }

    private func perform(
        _ request: Request, _ target: RequestTarget, at now: Date, _ requestID: String
    ) -> Reply {
        state.advance(to: now)
        defer { carryOut() }
        switch target {
        case .metadata(let id, _):
            return MetadataService.answer(request, for: id, in: &state, at: now)
        case .installer:
            return Reply(contentType: "application/gzip", body: installer)
        case .unknown, .administration:
            return Reply(status: 404, text: "There is nothing here.\n")
        case .api(let service, let operation):
            do throws(ServiceError) {
                return try call(service, operation, request, at: now, requestID)
            } catch {
                var reply = service.rendering(error, requestID: requestID)
                // Whoever asks by HEAD wants no body.
                if request.method == "HEAD" { reply.body = Data() }
                return reply
            }
        }
    }

    private func call(
        _ service: Service, _ operation: String, _ request: Request, at now: Date,
        _ requestID: String
    ) throws(ServiceError) -> Reply {
        let caller: Credential.Owner
        let region: String
        if service == .sts, operation == STS.unsignedOperation {
            (caller, region) = (.administrator, state.region)
        } else {
            let credentials = state.credentials
            let authentication = Authentication(now: now) { credentials[$0] }
            (caller, region) = try authentication.caller(of: request, service: service)
        }
        let call = Call(
            service: service, operation: operation, region: region, caller: caller,
            requestID: requestID, now: now)
        switch service {
        case .opsworks: return try OpsWorks.answer(call, request, in: &state)
        case .ssm: return try SystemsManager.answer(call, request, in: &state)
        case .ec2messages: return try MessageDelivery.answer(call, request, in: &state)
        case .ec2: return try EC2.service.answer(call, request, in: &state)
        case .iam: return try IAM.service.answer(call, request, in: &state)
        case .sts: return try STS.service.answer(call, request, in: &state)
        case .autoscaling: return try AutoScaling.service.answer(call, request, in: &state)
        case .s3: return try S3.answer(call, request, in: &state)
        case .cloudformation:
            return try CloudFormation.service.answer(call, request, in: &state)
        }
    }

    private func refuse(
        _ target: RequestTarget, _ refusal: Refusal, _ request: Request, _ requestID: String
    ) -> Reply {
        guard case .api(let service, let operation) = target else {
            return Reply(status: refusal.plainStatus, text: "A fault was asked for.\n")
        }
        let caller = owner(behind: request).map { state.identity(of: $0).arn } ?? "anonymous"
        let error = refusal.error(of: service, operation: operation, caller: caller)
        return service.rendering(error, requestID: requestID)
    }

    /// Whose key a request is signed with, whether or not the signature is good.
    func owner(behind request: Request) -> Credential.Owner? {
        guard let header = request.headers["authorization"],
            let signature = try? Signature(parsing: header)
        else { return nil }
        return state.credentials[signature.accessKeyID]?.owner
    }

    /// The machine that a request comes from, as far as its port or its key tell.
    private func instance(behind request: Request) -> String? {
        if case .metadata(let id) = request.entrance { return id }
        switch owner(behind: request) {
        case .machine(let id)?, .hostIdentity(let id)?: return id
        case .assumedRole(state.hostManagementRole, let id)?: return id
        case .assumedRole?, .administrator?, .user?, nil: return nil
        }
    }
}
