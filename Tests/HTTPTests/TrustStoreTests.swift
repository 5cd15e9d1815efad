import Foundation
import Testing

@testable import HTTP

@Suite struct TrustStoreTests {
    /// A system's store: a bundle with as many certificates, and a folder with these names in it.
    private final class Store {
        let folder: URL
        let bundle: String
        let hashed: String

        init(certificates: Int?, names: [String]) throws {
            folder = FileManager.default.temporaryDirectory
                .appending(path: "enlist-trust-\(UUID().uuidString)")
            hashed = folder.appending(path: "certs").path
            bundle = folder.appending(path: "bundle.crt").path
            try FileManager.default.createDirectory(
                atPath: hashed, withIntermediateDirectories: true)
            if let certificates {
                let one = "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n"
                try String(repeating: one, count: certificates).write(
                    toFile: bundle, atomically: true, encoding: .utf8)
            }
            for name in names {
                FileManager.default.createFile(atPath: "\(hashed)/\(name)", contents: nil)
            }
        }

        deinit { try? FileManager.default.removeItem(at: folder) }

        var system: SystemCertificates {
            SystemCertificates(file: bundle, folders: ["/nonexistent", hashed])
        }
    }

    private static let names = ["3513523f.0", "3513523f.1", "DE6D66F3.0"]

    @Test func `a folder with all that the bundle has is taken, and no other file counts`() throws {
        let store = try Store(
            certificates: 3, names: Self.names + ["README", "ca.pem", "3513523f.x"])
        #expect(TrustStore(bundle: nil, system: store.system) == .folder(store.hashed))
    }

    @Test(arguments: [[], ["3513523f.0"], ["3513523f.0", "ca.pem", "GG13523f.0", "3513523f."]])
    func `an empty folder, or half of one, is not`(_ names: [String]) throws {
        let store = try Store(certificates: 3, names: names)
        #expect(TrustStore(bundle: nil, system: store.system) == .builtIn)
    }

    @Test func `a link that leads nowhere is no certificate`() throws {
        let store = try Store(certificates: 3, names: Array(Self.names.dropFirst()))
        try FileManager.default.createSymbolicLink(
            atPath: "\(store.hashed)/\(Self.names[0])", withDestinationPath: "/nonexistent.pem")
        #expect(TrustStore(bundle: nil, system: store.system) == .builtIn)
    }

    @Test func `without a bundle a folder counts that has a certificate`() throws {
        let store = try Store(certificates: nil, names: ["3513523f.0"])
        #expect(TrustStore(bundle: nil, system: store.system) == .folder(store.hashed))
        let empty = try Store(certificates: nil, names: [])
        #expect(TrustStore(bundle: nil, system: empty.system) == .builtIn)
    }

    @Test func `what the environment names wins`() throws {
        let store = try Store(certificates: 3, names: Self.names)
        #expect(TrustStore(bundle: "/b", system: store.system) == .file("/b"))
    }
}
