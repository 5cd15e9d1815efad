import PluginHost

/// What plugins say that their functions take and return.
struct PluginSignatures: FuzzTarget {
    func take(_ bytes: [UInt8]) throws(Finding) -> Bool {
        let text = String(decoding: bytes, as: UTF8.self)
        let signature: Signature
        do throws(SignatureProblem) {
            signature = try Signature(parsing: text)
        } catch {
            guard (1...text.unicodeScalars.count + 1).contains(error.column) else {
                throw Finding("wrong at \(error.column) of \(text.unicodeScalars.count)")
            }
            return false
        }
        guard (try? Signature(parsing: signature.text)) == signature else {
            throw Finding("written, it reads otherwise: \(signature.text)")
        }
        return true
    }
}
