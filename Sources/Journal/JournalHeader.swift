import JSON
import Pipeline

/// The line with which the records of a run begin.
package struct JournalHeader: Sendable, Equatable {
    /// The version of the lines' form that this program writes and reads.
    static let schema = 1

    /// The program that wrote the records.
    package let program: String
    /// The EC2 instance's id, or what stands for it where the run does not know it.
    package let instance: String
    /// The instance's id as its metadata says it, where no step of the run needs to know it.
    package let metadataID: String?
    /// What tells the machine from others where no step needs the instance's id; nil where nothing does.
    package let machine: String?
    /// The run's id.
    package let run: String
    /// The process that the run was.
    package let process: Int
    /// The number of the first event that follows: not 1 where a run that was over has something to add.
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

    /// What the bytes are that a header begins with, and nothing else does.
    static let opening = Array(#"{"journal":"#.utf8)

    /// The schema's version; nil where the value is no header.
    static func schema(of value: JSONValue) -> Int? {
        value["journal"]?.integer(in: 0...Int.max)
    }

    /// Reads a header of this version; nil where something is missing.
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
