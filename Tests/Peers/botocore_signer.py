"""botocore's signer, for requests that were signed at another time."""

from botocore.auth import S3SigV4Auth, SigV4Auth


class AtItsTime:
    """Signs for the time that the request brings, not for the present."""

    def add_auth(self, request):
        request.context["timestamp"] = request.headers["X-Amz-Date"]
        self._modify_request_before_signing(request)
        canonical = self.canonical_request(request)
        signature = self.signature(self.string_to_sign(request, canonical), request)
        self._inject_signature_to_request(request, signature)


class SigV4AuthAt(AtItsTime, SigV4Auth):
    """As most services have it."""


class S3SigV4AuthAt(AtItsTime, S3SigV4Auth):
    """As S3 has it: the path as it is, the body's sum in a header."""
