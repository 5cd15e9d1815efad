"""botocore's signer, for requests that were signed at another time."""

from botocore.auth import SigV4Auth


class SigV4AuthAt(SigV4Auth):
    """Signs for the time that the request brings, not for the present."""

    def add_auth(self, request):
        request.context["timestamp"] = request.headers["X-Amz-Date"]
        self._modify_request_before_signing(request)
        canonical = self.canonical_request(request)
        signature = self.signature(self.string_to_sign(request, canonical), request)
        self._inject_signature_to_request(request, signature)
