import AWS
import Pipeline

/// Switches EC2's termination protection off again if registering has switched it on.
///
/// An Auto Scaling group cannot remove a protected instance. Protection that was on before the
/// instance was registered is somebody's decision, and stays.
struct ClearTerminationProtection: Step {
    let ec2: @Sendable (_ region: String) -> EC2

    func run(in context: StepContext) async throws -> Facts {
        let region = try context.facts.require(.instanceRegion)
        let instanceID = try context.facts.require(.instanceID)
        switch try context.facts.require(.protectionBefore) {
        case .on:
            context.warn(
                "termination protection was on before this run, and stays: the Auto Scaling group "
                    + "cannot remove the instance while it is on; \(Self.byHand(instanceID, region))"
            )
        case .unknown:
            context.note("the former termination protection is unknown, so it stays as it is")
        case .off:
            do {
                try await clear(instanceID, ec2(region), region, context)
            } catch let error as AWSError {
                // The instance is a member by now: a missing permission must not undo that.
                guard case .accessDenied = error.kind else { throw error }
                context.warn("\(error.message); \(error.remedy)")
            }
        }
        return Facts()
    }

    private func clear(
        _ instanceID: String, _ ec2: EC2, _ region: String, _ context: StepContext
    ) async throws {
        guard try await ec2.disableAPITermination(of: instanceID) else {
            context.note("termination protection is off")
            return
        }
        try await ec2.setDisableAPITermination(false, of: instanceID)
        // EC2 may take a moment to report the new setting.
        for pause in [1, 2, 4, 8] {
            guard try await ec2.disableAPITermination(of: instanceID) else {
                context.warn(
                    "registering had switched termination protection on; switched it off again, so "
                        + "that the Auto Scaling group can remove the instance")
                return
            }
            try await context.wait(.seconds(pause), for: "EC2 to switch the protection off")
        }
        context.warn(
            "termination protection is on again after it was switched off: the Auto Scaling group "
                + "cannot remove the instance; \(Self.byHand(instanceID, region))")
    }

    private static func byHand(_ instanceID: String, _ region: String) -> String {
        "aws ec2 modify-instance-attribute --region \(region) --instance-id \(instanceID) "
            + "--no-disable-api-termination"
    }
}

extension ClearTerminationProtection: Foreseeing {
    func foresee(knowing facts: Facts) async throws -> Foresight {
        switch try facts.require(.protectionBefore) {
        case .on: return .nothing("termination protection is on before the run, and stays")
        case .unknown:
            return .nothing("whether termination protection is on is unknown, so it stays as it is")
        case .off: break
        }
        let region = try facts.require(.instanceRegion)
        guard try await ec2(region).disableAPITermination(of: facts.require(.instanceID)) else {
            return .nothing(
                "termination protection is off; if registering switches it on, this switches it off"
            )
        }
        return .change("switch termination protection off")
    }
}

extension ClearTerminationProtection {
    /// The kind `clear-termination-protection`.
    static func kind(_ host: Host) -> StepKind {
        StepKind(
            "clear-termination-protection",
            summary: "Switches termination protection off if registering has switched it on",
            failures: [.throttled, .transient, .credentialsPending, .notFound, .refused],
            policy: .forNewInstances,
            needs: [
                FactKey.instanceID.name, FactKey.instanceRegion.name,
                FactKey.protectionBefore.name,
            ],
            permissions: IAMPermission.declared { _ in
                [.instance("DescribeInstanceAttribute"), .instance("ModifyInstanceAttribute")]
            }
        ) { _ in ClearTerminationProtection(ec2: host.ec2) }
        .tried { _ in [.describeProtection(host), .modifyProtection(host)] }
    }
}
