import ArgumentParser
import LocalCloud

/// Checks scenario and fault files without starting anything.
struct Check: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Check a scenario and a fault file without starting a cloud.")

    @OptionGroup var options: CloudOptions

    func run() async throws {
        let plan = try options.plan()
        let machines = plan.instances.map(\.count).reduce(0, +)
        print("\(plan.stacks.count) stacks, \(machines) instances, \(plan.faults.count) faults")
    }
}
