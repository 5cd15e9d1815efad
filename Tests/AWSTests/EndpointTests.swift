import HTTP
import JSON
import Testing

@testable import AWS

@Suite struct EndpointTests {
    /// What botocore says of one region and service: hosts, ordinary, FIPS, dual-stack and both.
    private struct Row: Sendable {
        let service: Service
        let region: String
        let partition: String
        let signingRegion: String
        let hosts: [String?]
    }

    private static let rows: [Row] = {
        do {
            let path = String(#filePath.dropLast("Tests.swift".count)) + "Vectors.json"
            let text = try #require(try SmallFile.text(path))
            guard case .array(let elements) = try JSONParser.parse(Array(text.utf8)) else {
                return []
            }
            return try elements.map {
                let fields = try ReplyFields($0)
                let name = try fields.string("service")
                return Row(
                    service: try #require(Service.all.first { $0.name == name }),
                    region: try fields.string("region"),
                    partition: try fields.string("partition"),
                    signingRegion: try fields.string("signingRegion"),
                    hosts: try fields.list("hosts").map(\.string))
            }
        } catch {
            Issue.record(error)
            return []
        }
    }()

    /// `Tests/Peers/test_endpoints.py` holds the file to the newest botocore.
    @Test func `every service is where botocore looks for it, in every region`() throws {
        let variants = [(false, false), (true, false), (false, true), (true, true)]
        #expect(Set(Self.rows.map(\.service.name)) == Set(Service.all.map(\.name)))
        #expect(Self.rows.count > 300)
        for row in Self.rows {
            #expect(Partition(row.region).name == row.partition)
            for (variant, host) in zip(variants, row.hosts) {
                let endpoints = Endpoints(
                    SharedSettings(completing: [
                        SharedSettings.fips: "\(variant.0)",
                        SharedSettings.dualStack: "\(variant.1)",
                    ]))
                guard let host else {
                    #expect(throws: ConfigurationProblem.self) {
                        try endpoints.endpoint(of: row.service, in: row.region)
                    }
                    continue
                }
                let endpoint = try endpoints.endpoint(of: row.service, in: row.region)
                #expect(endpoint.url.text == "https://\(host)/")
                #expect(endpoint.signingRegion == row.signingRegion)
            }
        }
    }

    /// Metadata is asked for no region of botocore's: the table has the patterns of them all.
    @Test func `no region that botocore knows is unknown`() {
        #expect(Self.rows.filter { Partitions().isUnknown($0.region) }.map(\.region) == [])
        for region in ["xx-new-1", "us-isoz-west-1", "eu-west", "eu-west-x", "antarctica", ""] {
            #expect(Partitions().isUnknown(region), "\(region)")
        }
    }

    @Test func `metadata names the partition of a region that the table does not have`() throws {
        let settings = SharedSettings(completing: [:])
        #expect(
            try Endpoints(settings).endpoint(of: .ec2, in: "xx-new-1").url.text
                == "https://ec2.xx-new-1.amazonaws.com/")
        let added = settings.partitions.add(name: "aws-new", domain: "new.example", of: "xx-new-1")
        #expect(added?.name == "aws-new" && settings.partitions["xx-new-1"] == added)
        // Endpoints that exist already know it, too; the table's regions stay as they are.
        let endpoints = Endpoints(settings)
        let iam = try endpoints.endpoint(of: .iam, in: "xx-new-1")
        #expect(iam.url.text == "https://iam.xx-new-1.new.example/")
        #expect(iam.signingRegion == "xx-new-1")
        #expect(
            try endpoints.endpoint(of: .s3, in: "xx-new-1").url.text
                == "https://s3.xx-new-1.new.example/")
        #expect(
            try endpoints.endpoint(of: .ec2, in: "xx-new-2").url.text
                == "https://ec2.xx-new-2.amazonaws.com/")
        #expect(!settings.partitions.isUnknown("xx-new-1"))
        #expect(settings.partitions.add(name: "b", domain: "b", of: "eu-west-1") == nil)
        #expect(Partitions()["eu-west-1"].name == "aws")
    }

    @Test func `a new region of a known partition has the rest from the table`() throws {
        let settings = SharedSettings(completing: [SharedSettings.dualStack: "true"])
        settings.partitions.add(name: "aws-eusc", domain: "amazonaws.eu", of: "eu-sov-north-1")
        #expect(
            try Endpoints(settings).endpoint(of: .ec2, in: "eu-sov-north-1").url.text
                == "https://ec2.eu-sov-north-1.api.amazonwebservices.eu/")
        #expect(
            try Endpoints(settings).endpoint(of: .iam, in: "eu-sov-north-1").signingRegion
                == "eusc-de-east-1")
        // How hosts with IPv6 end in another one, nothing reports.
        settings.partitions.add(name: "aws-new", domain: "new.example", of: "xx-new-1")
        #expect(throws: ConfigurationProblem.self) {
            try Endpoints(settings).endpoint(of: .ec2, in: "xx-new-1")
        }
    }

    @Test(arguments: [
        ("", "new.example"), ("aws.new", "new.example"), ("aws-new", ""),
        ("aws-new", "new..example"),
        ("aws-new", "new.example/"), ("aws-new", "-new.example"), ("AWS", "new.example"),
        ("aws-new", "new.example:80"), ("aws-new", String(repeating: "a", count: 129)),
    ])
    func `what cannot be part of a host's name is not taken from metadata`(
        _ name: String, _ domain: String
    ) {
        let partitions = Partitions()
        #expect(partitions.add(name: name, domain: domain, of: "xx-new-1") == nil)
        #expect(partitions["xx-new-1"].name == "aws")
    }

    @Test(arguments: [
        (SharedSettings.fips, "AWS_ENDPOINT_URL"),
        (SharedSettings.dualStack, "AWS_ENDPOINT_URL_SSM"),
    ])
    func `an endpoint that is named is not taken for one of another sort`(
        _ setting: String, _ variable: String
    ) {
        let settings = SharedSettings(completing: [setting: "True", variable: "http://127.0.0.1:1"])
        #expect(throws: ConfigurationProblem.conflictingEndpoint(variable, setting: setting)) {
            try Endpoints(settings).endpoint(of: .systemsManager, in: "eu-west-1")
        }
    }

    @Test func `the service's override comes before the general one, and keeps its path`() throws {
        let endpoints = Endpoints(
            SharedSettings(completing: [
                "AWS_ENDPOINT_URL": "http://127.0.0.1:4566",
                "AWS_ENDPOINT_URL_EC2": "http://[::1]:1/ec2",
                "AWS_ENDPOINT_URL_STS": "",
            ]))
        let region = "eu-west-1"
        #expect(try endpoints.endpoint(of: .iam, in: region).url.text == "http://127.0.0.1:4566/")
        #expect(try endpoints.endpoint(of: .iam, in: region).signingRegion == "us-east-1")
        #expect(try endpoints.endpoint(of: .ec2, in: region).url.text == "http://[::1]:1/ec2/")
        #expect(try endpoints.endpoint(of: .sts, in: region).url.text == "http://127.0.0.1:4566/")
    }

    @Test func `a path that ends in a slash with a mark is none that ends in a slash`() throws {
        let url = try Endpoints.folder("http://127.0.0.1/a/\u{301}", from: "X")
        #expect(url.text == "http://127.0.0.1/a/\u{301}/")
    }

    @Test(arguments: [
        "localhost:4566", "ftp://host", "http://u:s3cret@host", "http://host/?s3cret",
    ])
    func `an override that is no plain URL is named with its variable`(_ text: String) async {
        let client = AWSClient(
            answers: RecordingSender([]), environment: ["AWS_ENDPOINT_URL_OPSWORKS": text])
        let error = await #expect(throws: AWSError.self) {
            try await OpsWorks(client, region: "eu-west-1").describeStacks()
        }
        #expect(error?.description.contains("AWS_ENDPOINT_URL_OPSWORKS") == true)
        #expect(error?.description.contains("s3cret") == false)
    }

    @Test(arguments: ["", "eu-west-1.evil.com/", "EU", "a b", String(repeating: "a", count: 33)])
    func `what cannot be a region is refused before it becomes a host`(_ region: String) {
        #expect(throws: ConfigurationProblem.invalidRegion(region)) {
            try Endpoints(SharedSettings(completing: [:])).endpoint(of: .opsworks, in: region)
        }
    }
}
