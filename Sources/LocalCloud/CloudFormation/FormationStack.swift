/// A CloudFormation stack, reduced to the signals of instances.
package struct FormationStack: Sendable {
    package let name: String
    /// `CREATE_IN_PROGRESS`, `CREATE_COMPLETE` and so on; signals count while something is in
    /// progress.
    package var status: String
    /// The logical ids of the resources that wait for signals.
    package var resources: [String]
    /// The received signals, in order.
    package var signals: [(resource: String, id: String, status: String)] = []

    package init(name: String, status: String, resources: [String]) {
        self.name = name
        self.status = status
        self.resources = resources
    }
}
