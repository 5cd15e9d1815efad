/// One element of an XML reply, read strictly: an error names the path of what is missing.
///
/// Attributes are left out: AWS' replies use them for namespaces only.
package struct XMLNode: Sendable, Equatable {
    package let name: String
    private let place: Place
    /// The text directly inside, without the space around it.
    package internal(set) var text = ""
    package internal(set) var children: [XMLNode] = []

    /// Creates an element; a `parent` of nil makes it the root.
    init(name: String, in parent: XMLNode?) {
        self.name = name
        // The elements of a list are distinguished by their index.
        let isOfList = parent != nil && (name == "item" || name == "member")
        place = Place(
            name: name, number: isOfList ? parent?.children.count : nil, parent: parent?.place)
    }

    /// The names from the root to here: `DescribeTagsResponse.tagSet.item[0]`.
    package var path: String { place.path }

    /// The position of an element.
    ///
    /// A path is built on demand: stored in each of a hundred thousand elements, the long name of
    /// one that holds them all would take gigabytes.
    private final class Place: Sendable, Equatable {
        private let name: String
        private let number: Int?
        private let parent: Place?

        init(name: String, number: Int?, parent: Place?) {
            self.name = name
            self.number = number
            self.parent = parent
        }

        var path: String {
            let own = number.map { "\(name)[\($0)]" } ?? name
            return parent.map { "\($0.path).\(own)" } ?? own
        }

        static func == (one: Place, other: Place) -> Bool { one.path == other.path }
    }

    /// The first child called `name`.
    package func child(_ name: String) -> XMLNode? {
        children.first { $0.name == name }
    }

    /// The first child called `name`, which must be there.
    func required(_ name: String) throws(MalformedReply) -> XMLNode {
        guard let child = child(name) else { throw MalformedReply("\(path).\(name)", "is missing") }
        return child
    }

    /// The non-empty text of the child `name`.
    func string(_ name: String) throws(MalformedReply) -> String {
        let child = try required(name)
        guard !child.text.isEmpty else { throw MalformedReply(child.path, "is empty") }
        return child.text
    }

    /// The Boolean in the child `name`, in letters of any case: moto 5 writes `False`, EC2 `false`.
    func bool(_ name: String) throws(MalformedReply) -> Bool {
        let child = try required(name)
        switch child.text.lowercased() {
        case "true": return true
        case "false": return false
        default: throw MalformedReply(child.path, "is neither true nor false")
        }
    }

    /// The children named `member` of the child `name`: IAM's notation for lists.
    func members(_ name: String) throws(MalformedReply) -> [XMLNode] {
        try required(name).children.filter { $0.name == "member" }
    }

    /// The children named `member`; none if there is no such child, as in the SDKs.
    func optionalMembers(_ name: String) -> [XMLNode] {
        child(name)?.children.filter { $0.name == "member" } ?? []
    }

    /// The children named `item` of the child `name`: EC2's notation for lists.
    func items(_ name: String) throws(MalformedReply) -> [XMLNode] {
        try required(name).children.filter { $0.name == "item" }
    }

    /// The children named `item`; none if there is no such child, as in the SDKs.
    func optionalItems(_ name: String) -> [XMLNode] {
        child(name)?.children.filter { $0.name == "item" } ?? []
    }
}
