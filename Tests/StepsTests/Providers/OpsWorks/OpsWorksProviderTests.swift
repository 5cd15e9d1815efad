import Testing

@testable import Steps

@Suite("OpsWorks as a provider")
struct OpsWorksProviderTests {
    @Test("its pipeline is the eight roles in the default order, and termination protection")
    func pipeline() {
        let steps = Provider.opsWorks.pipeline.split(separator: "\n")
            .filter { $0.hasPrefix("  - ") }.map { String($0.dropFirst(4)) }
        #expect(
            steps == [
                "ohai-hint", "install-dependencies", "look-up-stack", "choose-hostname",
                "tag-instance", "note-termination-protection", "register-instance",
                "clear-termination-protection", "wait-until-registered", "assign-layer",
            ])
    }

    @Test("whoever asks for the version learns that AWS has shut it down")
    func notice() {
        #expect(
            Provider.opsWorks.retirement?.notice.hasPrefix(
                "AWS shut OpsWorks Stacks down on 26 May 2024")
                == true)
    }
}
