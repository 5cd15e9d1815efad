import Foundation

/// S3, API 2006-03-01, as far as reports are put there and read again; buckets stand in the path.
package enum S3 {
    /// The operation that a request asks for, by its method and path.
    static func operation(of request: Request) -> String {
        let (bucket, key) = place(of: request)
        return switch (request.method, bucket.isEmpty, key.isEmpty) {
        case ("GET", true, _): "ListBuckets"
        case ("GET", false, true): "ListObjectsV2"
        case ("PUT", false, false): "PutObject"
        case ("GET", false, false): "GetObject"
        case ("HEAD", false, false): "HeadObject"
        case ("HEAD", false, true): "HeadBucket"
        default: "\(request.method) \(request.path)"
        }
    }

    /// Answers a call.
    ///
    /// - Throws: the service's refusal.
    static func answer(
        _ call: Call, _ request: Request, in state: inout CloudState
    ) throws(ServiceError) -> Reply {
        let (name, key) = place(of: request)
        switch call.operation {
        case "ListBuckets":
            try state.authorize(call, action: "s3:ListAllMyBuckets")
            return Reply(xml: list(state.buckets, call))
        case "ListObjectsV2", "HeadBucket":
            try state.authorize(
                call, action: "s3:ListBucket", resource: state.partition.arn("s3:::\(name)"))
        case "PutObject", "GetObject", "HeadObject":
            let action = call.operation == "PutObject" ? "s3:PutObject" : "s3:GetObject"
            try state.authorize(
                call, action: action, resource: state.partition.arn("s3:::\(name)/\(key)"))
        default:
            throw ServiceError(
                "MethodNotAllowed",
                "The specified method is not allowed against this resource.", status: 405)
        }
        guard let index = state.buckets.firstIndex(where: { $0.name == name }) else {
            throw ServiceError(
                "NoSuchBucket", "The specified bucket does not exist", status: 404)
        }
        let bucket = state.buckets[index]
        if let owner = request.headers["x-amz-expected-bucket-owner"], owner != bucket.owner {
            throw ServiceError("AccessDenied", "Access Denied", status: 403)
        }
        guard bucket.region == call.region else { return elsewhere(bucket, call) }
        switch call.operation {
        case "HeadBucket":
            var reply = Reply(contentType: "application/xml", body: Data())
            reply.headers["x-amz-bucket-region"] = bucket.region
            return reply
        case "PutObject":
            let sum = request.headers["x-amz-checksum-sha256"]
            guard sum == nil || sum == Data(SHA256.digest(request.body)).base64EncodedString()
            else {
                throw ServiceError(
                    "BadDigest", "The SHA256 you specified did not match the calculated checksum.")
            }
            let encryption = try Encryption(of: request)
            if let key = bucket.requiredKey, key != encryption.key {
                throw ServiceError("AccessDenied", "Access Denied", status: 403)
            }
            if let key = encryption.key {
                try state.authorize(
                    call, action: "kms:GenerateDataKey", resource: state.arn(ofKey: key, call))
            }
            let object = Bucket.Object(
                content: request.body,
                type: request.headers["content-type"] ?? "binary/octet-stream", putAt: call.now,
                encryption: encryption)
            state.buckets[index].objects[key] = object
            var reply = Reply(contentType: "application/xml", body: Data())
            reply.headers["ETag"] = object.tag
            for header in encryption.headers { reply.headers[header.name] = header.value }
            return reply
        case "ListObjectsV2":
            return Reply(xml: list(bucket, try QueryParameters(formEncoded: request.query)))
        default:
            guard let object = bucket.objects[key] else {
                throw ServiceError("NoSuchKey", "The specified key does not exist.", status: 404)
            }
            var reply = Reply(object)
            if call.operation == "HeadObject" {
                reply.headers["Content-Length"] = "\(object.content.count)"
                reply.body = Data()
            }
            return reply
        }
    }

    /// The bucket and the key that a path names; each is empty where it names none.
    private static func place(of request: Request) -> (bucket: String, key: String) {
        let parts = (request.path.rest(after: "/") ?? "").parts(at: "/", most: 1)
        return (
            parts[0].removingPercentEncoding ?? parts[0],
            parts.count > 1 ? parts[1].removingPercentEncoding ?? parts[1] : ""
        )
    }

    /// What S3 says to a signature for a region that the bucket is not in.
    private static func elsewhere(_ bucket: Bucket, _ call: Call) -> Reply {
        let message =
            "The authorization header is malformed; the region '\(call.region)' is wrong; "
            + "expecting '\(bucket.region)'"
        var reply = Reply(
            xml: XMLElement(
                "Error",
                [
                    XMLElement("Code", "AuthorizationHeaderMalformed"),
                    XMLElement("Message", message), XMLElement("Region", bucket.region),
                    XMLElement("RequestId", call.requestID),
                ]))
        reply.status = 400
        reply.headers["x-amz-bucket-region"] = bucket.region
        return reply
    }

    private static func list(_ buckets: [Bucket], _ call: Call) -> XMLElement {
        XMLElement(
            "ListAllMyBucketsResult",
            [
                .list(
                    "Buckets", of: "Bucket",
                    buckets.map { bucket in
                        [
                            XMLElement("Name", bucket.name),
                            XMLElement("CreationDate", Timestamp.iso8601(call.now)),
                        ]
                    })
            ], namespace: Service.s3.namespace)
    }

    private static func list(_ bucket: Bucket, _ parameters: QueryParameters) -> XMLElement {
        let prefix = parameters["prefix"] ?? ""
        let all = bucket.objects.filter { $0.key.utf8.starts(with: prefix.utf8) }
            .sorted { $0.key < $1.key }
        func folder(of key: String) -> String? {
            let rest = (key.rest(after: prefix) ?? "").parts(at: "/", most: 1)
            return parameters["delimiter"] == "/" && rest.count > 1
                ? "\(prefix)\(rest[0])/" : nil
        }
        let found = all.filter { folder(of: $0.key) == nil }
        let folders = Set(all.compactMap { folder(of: $0.key) }).sorted()
        return XMLElement(
            "ListBucketResult",
            [
                XMLElement("Name", bucket.name), XMLElement("Prefix", prefix),
                XMLElement("KeyCount", "\(found.count + folders.count)"),
                XMLElement("MaxKeys", "1000"),
                XMLElement("IsTruncated", "false"),
            ]
                + found.map { key, object in
                    XMLElement(
                        "Contents",
                        [
                            XMLElement("Key", key),
                            XMLElement("LastModified", Timestamp.iso8601(object.putAt)),
                            XMLElement("ETag", object.tag),
                            XMLElement("Size", "\(object.content.count)"),
                            XMLElement("StorageClass", "STANDARD"),
                        ])
                } + folders.map { XMLElement("CommonPrefixes", [XMLElement("Prefix", $0)]) },
            namespace: Service.s3.namespace)
    }
}

extension CloudState {
    /// The ARN of a key that a request names by its id, alias or ARN.
    fileprivate func arn(ofKey key: String, _ call: Call) -> String {
        if key.begins(with: "arn:") { return key }
        let name = key.begins(with: "alias/") ? key : "key/\(key)"
        return partition.arn("kms:\(call.region):\(account):\(name)")
    }
}

extension Reply {
    /// An object as it was put.
    init(_ object: Bucket.Object) {
        self.init(contentType: object.type, body: object.content)
        headers["ETag"] = object.tag
        headers["Last-Modified"] = Timestamp.http(object.putAt)
        for header in object.encryption.headers { headers[header.name] = header.value }
    }
}
