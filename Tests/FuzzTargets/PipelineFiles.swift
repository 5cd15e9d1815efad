import AWS
import Pipeline
import PipelineFile
import Steps

/// Pipeline files as anybody may write them, from the first byte to the plan.
struct PipelineFiles: FuzzTarget {
    /// The line between one file and the next: the first is a pipeline, the others change it.
    private static let separator = Array("\n%%\n".utf8)
    /// More files than anybody has are of no more interest.
    private static let fileLimit = 4

    private let planner: Planner
    private let given: [GivenFacts]
    /// A step of each kind: what a first file changes that is no pipeline of its own.
    private let base: Definition

    /// Knows the built-in kinds.
    ///
    /// They are never made to act; the folder that stands for `/` is one in which nobody can write.
    init() throws {
        struct Nobody: RequestObserver {
            func observe(_ exchange: RequestExchange) {}
        }
        let host = try Host(
            environment: [
                "ENLIST_ROOT": "/proc/self",
                "AWS_EC2_METADATA_SERVICE_ENDPOINT": "http://127.0.0.1:1",
            ], version: "1", observer: Nobody())
        let kinds = builtInKinds(host)
        planner = Planner(registry: StepRegistry(kinds))
        base = Definition(name: "base", steps: kinds.map { StepDefinition($0.name) })
        let names: [FactName] = [
            FactKey.product.name, FactKey.environment.name, FactKey.platform.name,
            FactKey.major.name, FactKey.instanceID.name, FactKey.instanceRegion.name,
            FactKey.identity.name,
        ]
        given = [GivenFacts(from: "the fuzzer", names: names)]
    }

    func take(_ bytes: [UInt8]) throws(Finding) -> Bool {
        switch plan(bytes) {
        case .success(let plan):
            guard !plan.steps.isEmpty else { throw Finding("a plan without steps") }
            return true
        case .failure(let refusal):
            guard refusal.text.contains("remedy: ") else {
                throw Finding("refused without a remedy: \(refusal.text)")
            }
            return false
        }
    }

    /// Reads the files, makes the changes, plans, and words all that is wrong.
    ///
    /// - Returns: the plan, or the text of what is wrong.
    func plan(_ bytes: [UInt8]) -> Result<Plan, Refusal> {
        var sources: [SourceText] = []
        var problems: [Diagnostic] = []
        var definition: Definition?
        for (index, part) in parts(of: bytes).enumerated() {
            do throws(Diagnostic) {
                let source = try SourceText(bytes: Array(part), name: "file-\(index).yaml")
                sources.append(source)
                let purpose: PipelineFileReader.Purpose = index == 0 ? .pipeline : .changes
                switch PipelineFileReader(for: purpose).read(source, &problems) {
                case .whole(let whole): definition = whole
                case .overlay(let overlay):
                    if index == 0 { definition = base }
                    definition?.apply(overlay, &problems)
                case nil: break
                }
            } catch {
                problems.append(error)
            }
        }
        do throws(Diagnostics) {
            guard let definition else { throw Diagnostics(problems) }
            return .success(try planner.plan(definition, given: given, after: problems))
        } catch {
            return .failure(Refusal(text: DiagnosticText(sources).render(error)))
        }
    }

    /// What is wrong, as a person sees it.
    struct Refusal: Error {
        let text: String
    }

    private func parts(of bytes: [UInt8]) -> [ArraySlice<UInt8>] {
        var parts: [ArraySlice<UInt8>] = []
        var rest = bytes[...]
        while parts.count < Self.fileLimit - 1, let end = rest.firstRange(of: Self.separator) {
            parts.append(rest[..<end.lowerBound])
            rest = rest[end.upperBound...]
        }
        return parts + [rest]
    }
}
