import AWS

/// XML: replies of the services of the Query protocol.
struct XMLReplies: FuzzTarget {
    func take(_ bytes: [UInt8]) throws(Finding) -> Bool {
        guard let root = try? XMLParser.parse(bytes) else { return false }
        var elements = 0
        var deepest = 0
        var open = [(node: root, depth: 1)]
        while let (node, depth) = open.popLast() {
            elements += 1
            deepest = max(deepest, depth)
            open += node.children.map { ($0, depth + 1) }
            if node.children.isEmpty, elements < 100, !node.path.utf8.starts(with: root.name.utf8) {
                throw Finding("the path \(node.path) does not begin at the root")
            }
        }
        guard elements <= XMLParser.elementLimit, deepest <= XMLParser.depthLimit else {
            throw Finding("\(elements) elements, \(deepest) deep")
        }
        return true
    }
}
