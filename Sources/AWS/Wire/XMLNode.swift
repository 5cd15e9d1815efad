/// One element of an XML reply, read strictly: what is missing is named by its path.
///
/// Attributes are left out: AWS' replies use them for namespaces only.
package struct XMLNode: Sendable, Equatable {
    package let name: String
    private let place: Place
    /// The text directly inside, without the space around it.
    package internal(set) var text = ""
    package internal(set) var children: [XMLNode] = []

    /// Begins an element; a `parent` of nil makes it the root.
    init(name: String, in parent: XMLNode?) {
        self.name = name
        // The elements of a list are told apart by their place.
        let isOfList = parent != nil && (name == "item" || name == "member")
        place = Place(
            name: name, number: isOfList ? parent?.children.count : nil, parent: parent?.place)
    }

    /// The names from the root to here, as in `DescribeTagsResponse.tagSet.item[0]`.
    package var path: String { place.path }

    /// Where an element stands.
    ///
    /// A path is put together when somebody asks for it: kept with each of a hundred thousand elements,
    /// the long name of one that holds them all would take gigabytes.
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

    /// The text of the child `name`, with something in it.
    func string(_ name: String) throws(MalformedReply) -> String {
        let child = try required(name)
        guard !child.text.isEmpty else { throw MalformedReply(child.path, "is empty") }
        return child.text
    }

    /// The truth in the child `name`, in letters of any case: moto 5 says `False` where EC2 says `false`.
    func bool(_ name: String) throws(MalformedReply) -> Bool {
        let child = try required(name)
        switch child.text.lowercased() {
        case "true": return true
        case "false": return false
        default: throw MalformedReply(child.path, "is neither true nor false")
        }
    }

    /// The children of the child `name` that are called `member`, as IAM writes lists.
    func members(_ name: String) throws(MalformedReply) -> [XMLNode] {
        try required(name).children.filter { $0.name == "member" }
    }

    /// The same; none where there is no such child, as SDKs read it.
    func optionalMembers(_ name: String) -> [XMLNode] {
        child(name)?.children.filter { $0.name == "member" } ?? []
    }

    /// The children of the child `name` that are called `item`, as EC2 writes lists.
    func items(_ name: String) throws(MalformedReply) -> [XMLNode] {
        try required(name).children.filter { $0.name == "item" }
    }

    /// The same; none where there is no such child, as SDKs read it.
    func optionalItems(_ name: String) -> [XMLNode] {
        child(name)?.children.filter { $0.name == "item" } ?? []
    }
}
