import LocalCloud
import Testing

struct QueryParametersTests {
    @Test func `lists and structures are read in the order of their numbers`() throws {
        let parameters = try QueryParameters(
            formEncoded:
                "ResourceId.2=b&ResourceId.1=a&Tag.1.Key=k%C3%B6&Tag.1.Value=x+y%2B&Tag.3.Key=z")
        #expect(parameters.list("ResourceId") == ["a", "b"])
        #expect(parameters.structures("Tag") == [["Key": "kö", "Value": "x y+"]])
        #expect(parameters.list("Other") == [])
    }

    @Test func `a text that cannot be decoded is refused`() {
        #expect(throws: ServiceError.malformedQuery) {
            try QueryParameters(formEncoded: "a=%FF")
        }
    }
}
