import AWS
import Pipeline

extension TagEC2Instance: Foreseeing {
    func foresee(knowing facts: Facts) async throws -> Foresight {
        let wanted = tags.tags.sorted { $0.key < $1.key }
        let region = try facts.require(.instanceRegion)
        let instanceID = try facts.require(.instanceID)
        let found: [EC2.Tag]
        do throws(AWSError) {
            found = try await ec2(region).describeTags(of: instanceID)
        } catch {
            // A run does not read the existing tags, and so does not need the permission.
            guard case .accessDenied(let action) = error.kind else { throw error }
            let list = wanted.map { "\($0.key)=\($0.value)" }.joined(separator: ", ")
            return .change("set tags: \(list) (which it has by now is unknown, without \(action))")
        }
        let present = Dictionary(found.map { ($0.key, $0.value) }) { first, _ in first }
        let new = wanted.filter { present[$0.key] == nil }.map { "\($0.key)=\($0.value)" }
        let other = wanted.compactMap { key, value in
            present[key].flatMap {
                $0 == value ? nil : "change the tag \(key) from `\($0)` to `\(value)`"
            }
        }
        return .changes(
            (new.isEmpty ? [] : ["set tags: \(new.joined(separator: ", "))"]) + other,
            else: "it has the tags already")
    }
}
