import HTTP
import Testing

@testable import AWS

@Suite struct SharedSettingsTests {
    private let folder = Folder()

    private func settings(_ config: String, _ variables: [String: String] = [:]) -> SharedSettings {
        let path = folder.write("config", config)
        return SharedSettings(
            completing: variables.merging(["AWS_CONFIG_FILE": path]) { $1 })
    }

    private func url(_ service: Service, _ settings: SharedSettings) throws -> String {
        try Endpoints(settings).endpoint(of: service, in: "eu-west-1").url.text
    }

    private let config = """
        [default]
        endpoint_url = http://127.0.0.1:1
        services = vpce
        [services vpce]
        ssm =
          endpoint_url = http://127.0.0.1:2
        auto_scaling =
          endpoint_url = http://127.0.0.1:3
        """

    @Test func `endpoints come from the profile, and its services section before it`() throws {
        let settings = settings(config)
        #expect(try url(.ec2, settings) == "http://127.0.0.1:1/")
        #expect(try url(.systemsManager, settings) == "http://127.0.0.1:2/")
        #expect(try url(.autoScaling, settings) == "http://127.0.0.1:3/")
    }

    @Test func `both variables come before both settings`() throws {
        let general = settings(config, ["AWS_ENDPOINT_URL": "http://127.0.0.1:4"])
        #expect(try url(.systemsManager, general) == "http://127.0.0.1:4/")
        let ofOne = settings(config, ["AWS_ENDPOINT_URL_SSM": "http://127.0.0.1:5"])
        #expect(try url(.systemsManager, ofOne) == "http://127.0.0.1:5/")
        #expect(try url(.ec2, ofOne) == "http://127.0.0.1:1/")
    }

    @Test func `endpoints can be ignored, wherever they are named`() throws {
        let variables = [
            "AWS_IGNORE_CONFIGURED_ENDPOINT_URLS": "true",
            "AWS_ENDPOINT_URL_EC2": "http://127.0.0.1:6",
        ]
        let byVariable = settings(config, variables)
        let bySetting = settings(
            "[default]\nignore_configured_endpoint_urls = True\nendpoint_url = http://127.0.0.1:1",
            ["AWS_ENDPOINT_URL": "http://127.0.0.1:6"])
        for settings in [byVariable, bySetting] {
            #expect(try url(.ec2, settings) == "https://ec2.eu-west-1.amazonaws.com/")
            #expect(
                try url(.systemsManager, settings) == "https://ssm.eu-west-1.amazonaws.com/")
        }
    }

    @Test func `the profile fills in what the environment leaves open`() {
        let config = """
            [default]
            region = eu-west-2
            [profile p]
            region = eu-west-3
            ca_bundle = /ca.pem
            use_fips_endpoint = true
            ec2_metadata_service_endpoint = http://127.0.0.1:7
            ec2_metadata_service_endpoint_mode = IPv6
            """
        let found = settings(config, ["AWS_PROFILE": "p"])
        #expect(found.region == "eu-west-3")
        #expect(found.isOn(SharedSettings.fips))
        #expect(!found.isOn(SharedSettings.dualStack))
        #expect(found.environment["AWS_CA_BUNDLE"] == "/ca.pem")
        #expect(found.environment["AWS_EC2_METADATA_SERVICE_ENDPOINT"] == "http://127.0.0.1:7")
        #expect(found.environment["AWS_EC2_METADATA_SERVICE_ENDPOINT_MODE"] == "IPv6")
        let said = settings(
            config, ["AWS_DEFAULT_REGION": "eu-west-4", SharedSettings.fips: "false"])
        #expect(said.region == "eu-west-4")
        #expect(!said.isOn(SharedSettings.fips))
    }

    @Test func `a file that cannot be used is told to whoever sends a request`() {
        let twice = settings("[default]\nregion = a\nregion = b")
        let path = folder.path + "/config"
        #expect(
            throws: ConfigurationProblem.malformedFile(
                path, line: 3, "the setting stands twice in its section")
        ) { try url(.ec2, twice) }
        let missing = settings("[default]\nservices = x")
        #expect(throws: ConfigurationProblem.unknownServices("x", profile: "default")) {
            try url(.ec2, missing)
        }
    }
}
