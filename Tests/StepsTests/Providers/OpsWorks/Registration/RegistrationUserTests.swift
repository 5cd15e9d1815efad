import Pipeline
import Testing

@testable import Steps

@Suite("The IAM user of a registration")
struct RegistrationUserTests {
    private func stack(_ name: String) -> Stack {
        Stack(
            id: "2f18b4cb", name: name, arn: "arn:aws:opsworks:us-east-1:123456789012:stack/2f18/",
            region: "eu-west-1", apiRegion: "us-east-1")
    }

    @Test("is named as the aws-cli names it: cleaned, cut in the middle, numbered where taken")
    func names() {
        let names = RegistrationUser.names(stack: stack("v3 prod  (web)"), hostname: "shop1")
        #expect(names.count == 20)
        #expect(names[0] == "OpsWorks-v3-prod-web--shop1")
        #expect(names[1] == "OpsWorks-v3-prod-web--shop1+1")
        #expect(names[19] == "OpsWorks-v3-prod-web--shop1+19")
        let long = RegistrationUser.names(
            stack: stack("abcdefghijklmnopqrstuvwxyz"), hostname: "ünïcode")
        #expect(long[0] == "OpsWorks-abcdefghijk...pqrstuvwxyz--n-code")
        #expect(RegistrationUser.group(of: stack("x")) == "OpsWorks-2f18b4cb")
    }

    @Test("may register with its own stack, for 15 minutes")
    func policy() {
        let noon = Moment(elapsed: .zero, sinceEpoch: .seconds(1_777_636_800))
        #expect(
            RegistrationUser.policy(stackARN: "arn:aws:opsworks:::stack/2f18/", now: noon)
                == #"{"Statement":[{"Action":"opsworks:RegisterInstance","Condition":"#
                + #"{"DateLessThan":{"aws:CurrentTime":"2026-05-01T12:15:00Z"}},"#
                + #""Effect":"Allow","Resource":"arn:aws:opsworks:::stack/2f18/"}],"#
                + #""Version":"2012-10-17"}"#)
    }
}
