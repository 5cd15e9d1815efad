import Application
import Pipeline
import PipelineFile
import TestSupport
import Testing

@testable import Reporting

struct PlanExplanationTests {
    private static let kinds: [StepKind] = [
        .scripted(
            "look-up",
            parameters: [Parameter("name", "what to find", default: "${product}").description],
            failures: [.transient], policy: .standard, gives: [FactKey.hostname.name]),
        .scripted(
            "register",
            parameters: [
                Parameter("text", "a text", default: "").description,
                Parameter("size", "how large", default: 1).description,
            ],
            failures: [.conflict, .busy],
            policy: Policy(
                retries: [
                    Retry(
                        on: [.conflict], attempts: 10, delay: .seconds(1), jitter: .none,
                        rewind: .step("look-up"))
                ], deadline: .seconds(600))),
    ]

    @Test func `each setting has the place that made it so`() async throws {
        try await withTemporaryFolder { root in
            let folder = "\(root)/etc/enlist"
            try write(
                """
                enlist: 1
                name: web
                deadline: 1h
                defaults: {retry: {on: [transient, busy], attempts: 3}}
                steps:
                  - look-up
                  - register: {text: a, size: 2}
                    retry: {on: [conflict], delay: 2s}
                """, to: "\(folder)/pipeline.yaml")
            try write(
                """
                enlist: 1
                changes:
                  - move: register
                    at: last
                  - set: register
                    with: {text: b, size: null}
                    when: {platform: web}
                    timeout: 2m
                    retry: {on: conflict, attempts: 20}
                  - rename: register
                    to: enrol
                """, to: "\(folder)/products/shop.yaml")
            var request = PlanRequest()
            request.inputs = [
                FactKey.product.name: ("shop", "--product"),
                FactKey.platform.name: ("web", "--platform"),
            ]
            let prepared = try await Preparer(
                kinds: KindCatalog(StepRegistry(Self.kinds)), metadata: ScriptedMetadata(),
                environment: ["ENLIST_ROOT": root]
            ).prepare(request)
            let text = PlanExplanation(
                prepared.plan, files: prepared.pipeline.sources.map(\.name)
            ).text.split(separator: folder + "/").joined()
            #expect(
                text == """
                    pipeline web
                       from pipeline.yaml
                       changed by products/shop.yaml
                       deadline: 1h (pipeline.yaml:3:1)

                    1. look-up: pipeline.yaml:6:5
                       name: "${product}" (the kind's default)
                       timeout: 2m (the kind's default)
                       on-failure: stop (the kind's default)
                       retry on transient: attempts 3 (pipeline.yaml:4:43),
                                           delay 1s, factor 2, max-delay 30s, jitter full (the kind's default)
                       retry on timeout: attempts 2, delay 1s, factor 2, max-delay 30s,
                                         jitter full (the kind's default)

                    2. enrol: pipeline.yaml:7:5, its id products/shop.yaml:11:9, moved products/shop.yaml:3:5
                       when platform is web (products/shop.yaml:7:12)
                       text: "b" (products/shop.yaml:6:12)
                       size: 1 (the kind's default)
                       timeout: 2m (products/shop.yaml:8:5)
                       deadline: 10m (the kind's default)
                       on-failure: stop (the kind's default)
                       retry on conflict: attempts 20 (products/shop.yaml:9:27),
                                          delay 2s (pipeline.yaml:8:29),
                                          factor 2, max-delay 30s, jitter none, rewind look-up (the kind's default)
                       retry on busy: attempts 3 (pipeline.yaml:4:43),
                                      delay 1s, factor 2, max-delay 30s, jitter full (the kind's default)

                    """)
            #expect(
                PlanListing(prepared.plan, source: "p").text.contains(
                    "\n   when platform is web (it will run)\n"))
        }
    }
}
