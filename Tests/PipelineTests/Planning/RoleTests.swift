import Pipeline
import Testing

@Suite("The roles")
struct RoleTests {
    @Test("need and give what the design says, in the default order")
    func table() {
        #expect(
            Role.all.map { role in
                let needs = role.needs.map(\.text).joined(separator: " ")
                let gives = role.gives.map(\.text).joined(separator: " ")
                return "\(role.number) \(role.name): \(needs) -> \(gives)"
            } == [
                "1 OhaiHinting:  -> ",
                "2 DependencyInstalling:  -> ",
                "3 StackLookup: product environment platform major instance.region -> stack.id "
                    + "stack.name stack.arn stack.region stack.api-region layer.id layer.name",
                "4 HostnameChoosing:  -> hostname",
                "5 Tagging: instance.id stack.name hostname -> ",
                "6 Registering: stack.id stack.name stack.arn stack.region stack.api-region "
                    + "hostname instance.identity -> ",
                "7 Polling: stack.id instance.id -> member.id member.status",
                "8 LayerAssigning: member.id layer.id -> ",
            ])
    }
}
