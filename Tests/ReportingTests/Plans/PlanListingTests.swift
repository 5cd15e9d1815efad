import Pipeline
import PipelineFile
import TestSupport
import Testing

@testable import Application
@testable import Reporting

struct PlanListingTests {
    private static let kinds: [StepKind] = [
        .scripted(
            "look-up", summary: "Finds it",
            parameters: [
                Parameter("name", "what to find", default: "${product}-${instance.id}").description,
                Parameter<String?>("note", "a remark").description,
            ],
            failures: [.transient, .throttled], policy: .standard,
            needs: [FactKey.product.name, FactKey.instanceRegion.name],
            gives: [FactKey.stackID.name]),
        .scripted(
            "register", summary: "Registers it",
            parameters: [
                Parameter("text", "a text", default: "").description,
                Parameter<Value>("document", "who", default: "").takingSecrets.description,
            ],
            failures: [.conflict], needs: [FactKey.stackID.name, FactKey.product.name],
            gives: []),
    ]

    private func listing(_ steps: String, request: PlanRequest) async throws -> PlanListing {
        try await withTemporaryFolder { folder in
            try write(
                "enlist: 1\nname: test\ndeadline: 1h\nsteps:\n\(steps)", to: "\(folder)/p.yaml")
            var request = request
            request.pipeline = "\(folder)/p.yaml"
            let prepared = try await Preparer(
                kinds: KindCatalog(StepRegistry(Self.kinds)), metadata: ScriptedMetadata(),
                environment: ["ENLIST_ROOT": folder, "ENLIST_PLATFORM": "web"]
            ).prepare(request)
            return PlanListing(prepared.plan, source: "p.yaml")
        }
    }

    private static let steps = """
          - look-up
          - register: {text: "${product} ${stack.id}", document: "${instance.identity}"}
            id: again
            retry: {on: conflict, rewind: look-up, attempts: 3, delay: 1s}
            timeout: 10s
            deadline: 5m
            on-failure: continue
        """

    private static var request: PlanRequest {
        var request = PlanRequest()
        request.inputs = [FactKey.product.name: ("shop", "--product")]
        request.settings = Facts([
            FactKey.instanceID.name: "i-1",
            FactKey.identity.name: ["document": "secret", "signature": "secret"],
        ])
        return request
    }

    @Test func `a plan for people`() async throws {
        let listing = try await listing(Self.steps, request: Self.request)
        #expect(
            listing.text == """
                pipeline test (from p.yaml), at most 1h

                given: product=shop (--product)
                given: platform=web (ENLIST_PLATFORM)
                given: instance.region (instance metadata)
                given: instance.id=i-1, instance.identity (--set)

                1. look-up: Finds it
                   name: "shop-i-1"
                   needs product (--product), instance.region (instance metadata), instance.id (--set)
                   gives stack.id
                   retries throttled (120 attempts, up to 15s apart), transient (24 attempts, up to 30s apart),
                           timeout (2 attempts, up to 1s apart)
                   limits 2m an attempt

                2. again (register): Registers it
                   text: "${product} ${stack.id}"
                   document: "${instance.identity}"
                   needs stack.id (look-up), product (--product), instance.identity (--set)
                   retries conflict (3 attempts, up to 2s apart, back to look-up)
                   limits 10s an attempt, 5m in all
                   on failure the run goes on

                """)
    }

    @Test func `a plan that warns`() async throws {
        var request = Self.request
        request.settings[FactKey.instanceRegion.name] = "eu-west-1"
        request.settings[FactKey.stackID.name] = "s-1"
        request.selection = Selection(only: ["again"])
        let listing = try await listing(Self.steps, request: request)
        let warning = try #require(listing.text.firstRange(of: "p.yaml:6:5: warning"))
        #expect(
            listing.text[warning.lowerBound...] == """
                p.yaml:6:5: warning: after a failure of class `conflict`, `again` would go back to \
                `look-up`, and this run has none before it: the failure will be final
                    remedy: select it too, or name another step with `retry: {on: …, rewind: …}`

                """)
    }

    @Test func `a plan for programs`() async throws {
        let listing = try await listing(
            "  - register\n",
            request: {
                var request = Self.request
                request.settings = Facts([FactKey.stackID.name: "s-1"])
                return request
            }())
        #expect(
            listing.json.json == #"{"deadline":3600.0,"given":["#
                + #"{"by":"--product","fact":"product","value":"shop"},"#
                + #"{"by":"ENLIST_PLATFORM","fact":"platform","value":"web"},"#
                + #"{"by":"--set","fact":"stack.id","value":"s-1"}],"#
                + #""on-failure":null,"pipeline":"test","source":"p.yaml","#
                + #""steps":[{"gives":[],"id":"register","#
                + #""kind":"register","needs":[{"by":"--set","fact":"stack.id"},"#
                + #"{"by":"--product","fact":"product"}],"parameters":{"document":"","text":""},"#
                + #""policy":{"deadline":null,"on-failure":"stop","retry":[],"timeout":null},"#
                + #""runs":null,"summary":"Registers it","text":"Registers it","when":null}],"#
                + #""warnings":[]}"#)
    }

    @Test func `the built-in pipeline is a plan with the built-in kinds`() async throws {
        try await withTemporaryFolder { root in
            let engine = try Engine(environment: ["ENLIST_ROOT": root])
            var request = PlanRequest()
            for name in Facts.inputs { request.inputs[name] = ("3", "--\(name)") }
            let prepared = try await engine.preparer.prepare(request)
            #expect(prepared.plan.steps.compactMap(\.kind.role) == Role.all)
            #expect(prepared.plan.deadline == .seconds(7200))
            #expect(prepared.needsInstance)
        }
    }

    @Test func `a kind that calls AWS says which permissions it needs by default`() async throws {
        try await withTemporaryFolder { root in
            let registry = try Engine(environment: ["ENLIST_ROOT": root]).kinds.builtIn
            let kind = try #require(registry["tag-instance"])
            let text = KindListing.text(of: kind)
            #expect(text.hasSuffix("\npermissions: ec2:CreateTags, ec2:DeleteTags\n"))
        }
    }

    @Test func `everything that is known of a kind`() {
        let kind = StepKind.scripted(
            "look-up", role: .hostnameChoosing, summary: "Finds it",
            parameters: [
                Parameter("name", "what to find", default: "it").description,
                Parameter<String>("where", "the place", default: nil).description,
                Parameter<Int?>("size", "how large").description,
            ],
            failures: [.busy, .conflict], policy: .standard)
        #expect(
            KindListing.text(of: kind) == """
                look-up: Finds it
                role: HostnameChoosing, 4 of 8

                parameters:
                  name: what to find
                      a string; by default "it"
                  where: the place
                      a string; required
                  size: how large
                      an integer; optional

                needs: none
                gives: hostname
                fails with: busy, conflict
                retries: timeout (2 attempts, up to 1s apart)
                limits: 2m an attempt

                """)
        let registry = StepRegistry([.scripted("other"), .scripted("third"), kind])
        #expect(
            KindListing(registry).text == """
                look-up  Finds it
                other    does what a test says
                third    does what a test says

                """)
    }
}
