import AWS
import Pipeline

/// Whether instance metadata answers, and only to version 2 (IMDSv2).
struct MetadataPrecondition: Precondition {
    let host: Host
    /// Whether a run uses metadata at all.
    let isNeeded: Bool

    let name = "metadata"

    func examine(knowing facts: Facts) async throws -> Diagnosis {
        let found: Facts
        do {
            found = try await host.instanceFacts.read()
        } catch {
            if isNeeded { throw error }
            return .warning("\(error.message); no step needs it", remedy: error.remedy)
        }
        let id = try found.require(.instanceID)
        let place = try "\(id) in \(found[.availabilityZone] ?? found.require(.instanceRegion))"
        // The question that matters has been answered already.
        if (try? await host.metadataAnswersWithoutToken()) == true {
            return .warning(
                "answers for \(place), also without a token: any program that can be made to fetch "
                    + "a URL can have the role's credentials",
                remedy: "aws ec2 modify-instance-metadata-options --instance-id \(id) "
                    + "--http-tokens required",
                found)
        }
        return .ok("version 2 answers for \(place)", found)
    }
}
