import JSON
import Pipeline

/// The first line of a run's records.
package struct JournalHeader: Sendable, Equatable {
    /// The version of the line format that this program writes and reads.
    static let schema = 1

    /// The program that wrote the records.
    package let program: String
    /// The EC2 instance's id, or its substitute if the run does not know the id.
    package let instance: String
    /// The instance's id by its metadata, in a run without a step that needs it.
    package let metadataID: String?
    /// What identifies the machine in a run without a step that needs the instance's id; nil if
    /// nothing does.
    package let machine: String?
    /// The run's id.
    package let run: String
    /// The process id of the run.
    package let process: Int
    /// The number of the first event that follows: not 1 if events are added to a run that was
    /// over.
    var first = 1

    package init(
        program: String, instance: String, metadataID: String? = nil, machine: String? = nil,
        run: String, process: Int
    ) {
        self.program = program
        self.instance = instance
        self.metadataID = metadataID
        self.machine = machine
        self.run = run
        self.process = process
    }

    var line: [UInt8] {
        var members: [JSONValue.Member] = [
            .init("journal", .number(String(JournalHeader.schema))),
            .init("enlist", .string(program)), .init("instance", .string(instance)),
            .init("run", .string(run)), .init("process", .number(String(process))),
        ]
        if let metadataID { members.append(.init("metadata-id", .string(metadataID))) }
        if let machine { members.append(.init("machine", .string(machine))) }
        if first != 1 { members.append(.init("first", .number(String(first)))) }
        return JournalLine.sealed(Array(JSONValue.object(members).text().utf8))
    }

    /// The bytes with which a header begins, and no other line does.
    static let opening = Array(#"{"journal":"#.utf8)

    /// The schema's version; nil if the value is not a header.
    static func schema(of value: JSONValue) -> Int? {
        value["journal"]?.integer(in: 0...Int.max)
    }

    /// Reads a header of this version; nil if something is missing.
    init?(_ value: JSONValue) {
        guard let program = value["enlist"]?.string, let instance = value["instance"]?.string,
            let run = value["run"]?.string,
            let process = value["process"]?.integer(in: RunningProcess.ids)
        else { return nil }
        self.init(
            program: program, instance: instance, metadataID: value["metadata-id"]?.string,
            machine: value["machine"]?.string, run: run, process: process)
        if let number = value["first"] {
            guard let first = number.integer(in: 1...Int.max) else { return nil }
            self.first = first
        }
    }
}
