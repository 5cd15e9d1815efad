import HTTP
import Testing

@testable import AWS

@Suite struct EndpointTests {
    @Test(arguments: [
        (Service.opsworks, "us-east-1", "https://opsworks.us-east-1.amazonaws.com/", "us-east-1"),
        (.ec2, "cn-north-1", "https://ec2.cn-north-1.amazonaws.com.cn/", "cn-north-1"),
        (.sts, "eu-central-1", "https://sts.eu-central-1.amazonaws.com/", "eu-central-1"),
        (.iam, "eu-central-1", "https://iam.amazonaws.com/", "us-east-1"),
        (.iam, "cn-northwest-1", "https://iam.cn-north-1.amazonaws.com.cn/", "cn-north-1"),
        (.iam, "us-gov-east-1", "https://iam.us-gov.amazonaws.com/", "us-gov-west-1"),
    ])
    func `AWS' own endpoints`(
        _ service: Service, _ region: String, _ url: String, _ signingRegion: String
    ) throws {
        let endpoint = try Endpoints(environment: [:]).endpoint(of: service, in: region)
        #expect(endpoint.url.text == url)
        #expect(endpoint.signingRegion == signingRegion)
    }

    @Test func `the service's override comes before the general one, and keeps its path`() throws {
        let endpoints = Endpoints(environment: [
            "AWS_ENDPOINT_URL": "http://127.0.0.1:4566",
            "AWS_ENDPOINT_URL_EC2": "http://[::1]:1/ec2",
            "AWS_ENDPOINT_URL_STS": "",
        ])
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
            try Endpoints(environment: [:]).endpoint(of: .opsworks, in: region)
        }
    }
}
