/// EC2, as far as enlist calls it: API 2016-11-15.
package struct EC2: Sendable {
    /// A tag.
    ///
    /// Keys have at most 128 characters, values at most 256; a value may be empty.
    package struct Tag: Sendable, Equatable {
        package let key: String
        package let value: String

        package init(key: String, value: String) {
            self.key = key
            self.value = value
        }
    }

    private let client: AWSClient
    private let region: String

    package init(_ client: AWSClient, region: String) {
        self.client = client
        self.region = region
    }

    /// Calls an operation that does no harm when it is repeated, which all of these are.
    func call<Value>(
        _ name: String, _ form: QueryForm, read: (XMLNode) throws(MalformedReply) -> Value
    ) async throws(AWSError) -> Value {
        try await client.call(
            .ec2, version: "2016-11-15", name, form, in: region, isRepeatable: true, read: read)
    }

    /// Calls an operation whose reply says only that it was done.
    ///
    /// EC2 sends `<return>true</return>` along, which its API does not promise: botocore's model has no
    /// output of these operations, and moto 5.2 leaves it out.
    private func order(_ name: String, _ form: QueryForm) async throws(AWSError) {
        try await call(name, form) { reply throws(MalformedReply) in
            guard reply.child("return") != nil else { return }
            guard try reply.bool("return") else {
                throw MalformedReply("\(reply.path).return", "is false")
            }
        }
    }

    /// Asks for an operation with EC2's parameter `DryRun`, with which it only says whether it would be
    /// allowed: what is allowed is an error of the code `DryRunOperation`, with HTTP status 412.
    ///
    /// - Returns: false where the service carries out what it should only rehearse.
    private func isRehearsed(_ name: String, _ form: QueryForm) async throws(AWSError) -> Bool {
        do {
            try await call(name, form + ["DryRun": "true"]) { _ in }
            return false
        } catch {
            guard error.code == "DryRunOperation" else { throw error }
            return true
        }
    }

    /// Rehearses an operation, after one that does no harm if the service does not know rehearsals.
    ///
    /// - Returns: false where it does not, and was not asked for the operation.
    private func rehearse(
        _ name: String, _ form: QueryForm, on resourceID: String
    ) async throws(AWSError) -> Bool {
        do {
            let filter: QueryForm = [
                "Filter.1.Name": "resource-id", "Filter.1.Value.1": resourceID,
            ]
            guard try await isRehearsed("DescribeTags", filter) else { return false }
        } catch {
            // Whoever heeds policies is EC2, or as strict.
            guard case .accessDenied = error.kind else { throw error }
        }
        return try await isRehearsed(name, form)
    }

    /// Gives tags to resources; a tag of the same key is replaced.
    package func createTags(_ tags: [Tag], on resourceIDs: [String]) async throws(AWSError) {
        try await order("CreateTags", EC2.form(tags, on: resourceIDs))
    }

    /// Asks whether these tags may be given to a resource; none is.
    ///
    /// - Returns: false where the service takes no dry runs, and nothing was asked.
    /// - Throws: `AWSError`, of kind `.accessDenied` where they may not.
    package func rehearseCreateTags(
        _ tags: [Tag], on resourceID: String
    ) async throws(AWSError) -> Bool {
        try await rehearse("CreateTags", EC2.form(tags, on: [resourceID]), on: resourceID)
    }

    private static func form(_ tags: [Tag], on resourceIDs: [String]) -> QueryForm {
        var form: QueryForm = [:]
        form.add("ResourceId", resourceIDs)
        for (place, tag) in tags.enumerated() {
            form.add("Tag.\(place + 1).Key", tag.key)
            form.add("Tag.\(place + 1).Value", tag.value)
        }
        return form
    }

    /// Takes the tags with these keys from resources, whatever their values.
    package func deleteTags(keys: [String], from resourceIDs: [String]) async throws(AWSError) {
        var form: QueryForm = [:]
        form.add("ResourceId", resourceIDs)
        for (place, key) in keys.enumerated() { form.add("Tag.\(place + 1).Key", key) }
        try await order("DeleteTags", form)
    }

    /// All tags of one resource, page by page.
    package func describeTags(of resourceID: String) async throws(AWSError) -> [Tag] {
        try await tags(where: ["Filter.1.Name": "resource-id", "Filter.1.Value.1": resourceID])
            .map(\.tag)
    }

    /// The instances that have a tag, and its values, page by page.
    package func instances(taggedBy key: String) async throws(AWSError) -> [(id: String, tag: Tag)]
    {
        try await tags(where: [
            "Filter.1.Name": "key", "Filter.1.Value.1": key,
            "Filter.2.Name": "resource-type", "Filter.2.Value.1": "instance",
        ])
    }

    private func tags(
        where filters: QueryForm
    ) async throws(AWSError) -> [(id: String, tag: Tag)] {
        var tags: [(id: String, tag: Tag)] = []
        var token: String?
        repeat {
            var form = filters
            if let token { form.add("NextToken", token) }
            let page = try await call("DescribeTags", form) { reply throws(MalformedReply) in
                var page: [(id: String, tag: Tag)] = []
                for item in reply.optionalItems("tagSet") {
                    let tag = Tag(
                        key: try item.string("key"), value: item.child("value")?.text ?? "")
                    page.append((item.child("resourceId")?.text ?? "", tag))
                }
                let next = reply.child("nextToken")
                guard next?.text != token || token == nil else {
                    throw MalformedReply("\(reply.path).nextToken", "leads to the same page")
                }
                return (tags: page, next: next?.text ?? "")
            }
            tags += page.tags
            token = page.next.isEmpty ? nil : page.next
        } while token != nil
        return tags
    }

    /// Whether the instance cannot be terminated through the API.
    package func disableAPITermination(of instanceID: String) async throws(AWSError) -> Bool {
        try await call(
            "DescribeInstanceAttribute",
            ["InstanceId": instanceID, "Attribute": "disableApiTermination"]
        ) { reply throws(MalformedReply) in
            try reply.required("disableApiTermination").bool("value")
        }
    }

    /// Decides whether the instance cannot be terminated through the API.
    package func setDisableAPITermination(
        _ disabled: Bool, of instanceID: String
    ) async throws(AWSError) {
        try await order(
            "ModifyInstanceAttribute",
            ["InstanceId": instanceID, "DisableApiTermination.Value": "\(disabled)"])
    }

    /// Asks whether termination protection may be switched; it is not.
    ///
    /// - Returns: false where the service takes no dry runs, and nothing was asked.
    /// - Throws: `AWSError`, of kind `.accessDenied` where it may not.
    package func rehearseSetDisableAPITermination(
        of instanceID: String
    ) async throws(AWSError) -> Bool {
        try await rehearse(
            "ModifyInstanceAttribute",
            ["InstanceId": instanceID, "DisableApiTermination.Value": "false"], on: instanceID)
    }
}
