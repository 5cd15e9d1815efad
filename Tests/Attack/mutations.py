"""What a hostile service may make of an honest reply."""

import json
import re
import struct

HUGE = ["-1", "0", "4294967296", "2147483648", "9223372036854775807", "9223372036854775808",
        "18446744073709551616", "1e999", "-1e999", "1e-999", "NaN", "0.1", "9" * 400]
NASTY = ["", " ", "\u0000", "\x1b[31m\x07", "a\nb", "a\r\nX-Evil: 1", "../../../../etc/canary",
         "$(touch canary)", "`touch canary`", "'; touch canary; '", "${hostname}", "${", "%s%n",
         "\u202egnp.exe", "é", "e\u0301", ",\u0301", "\ud83d\ude80", "x" * 70_000, "-rf", "--help",
         "/etc/passwd", "i-0000000000000000", "http://127.0.0.1:1/", "file:///etc/passwd", "\ufffd",
         "2038-01-19T03:14:08Z", "0000-00-00T00:00:00Z", "99999-12-31T23:59:59Z"]
VALUES = [None, True, False, 0, -1, 1e308, 2 ** 63, [], {}, [[]], {"": ""}, "", "true", [None]]


class Reply:
    """A reply on its way: what is sent, and how."""

    def __init__(self, status, headers, body):
        self.status = status
        self.headers = headers
        self.body = body
        # Set by a mutation that the bytes alone do not show.
        self.head = None
        self.length = None
        self.seconds_a_byte = 0
        self.endless = b""
        self.resets = False
        self.closes = False

    def wire(self):
        if self.head is not None:
            return self.head + self.body
        length = len(self.body) if self.length is None else self.length
        lines = [f"HTTP/1.1 {self.status} X", *(f"{name}: {value}" for name, value in self.headers)]
        if length is not Ellipsis:
            lines.append(f"Content-Length: {length}")
        return "\r\n".join(lines).encode("utf-8", "replace") + b"\r\n\r\n" + self.body


# Of the body ---------------------------------------------------------------------------------------

def cut(reply, random):
    size = len(reply.body)
    reply.body = reply.body[:random.randint(0, size)]
    if random.random() < 0.5:
        reply.length, reply.closes = size, True


def flip(reply, random):
    body = bytearray(reply.body)
    for _ in range(random.randint(1, 8) if body else 0):
        body[random.randrange(len(body))] ^= 1 << random.randrange(8)
    reply.body = bytes(body)


def huge_number(reply, random):
    places = list(re.finditer(rb"-?\d+(\.\d+)?", reply.body))
    if places:
        place = random.choice(places)
        reply.body = (
            reply.body[:place.start()] + random.choice(HUGE).encode() + reply.body[place.end():])


def deep(reply, random):
    depth = random.choice([65, 1000, 200_000])
    reply.body = random.choice([
        b"[" * depth, b'{"a":' * depth, b"<a>" * depth, b"[" * 60 + b"]" * 60,
        b"<a>" * 60 + b"</a>" * 60,
        b"<n" + b"n" * depth + b">" + b"<item/>" * depth + b"</n" + b"n" * depth + b">"])


def other_value(reply, random):
    """Another type, or a nasty text, somewhere in it."""
    try:
        value = json.loads(reply.body)
    except ValueError:
        return other_text(reply, random)
    reply.body = json.dumps(_changed(value, random)).encode("utf-8", "surrogatepass")


def _changed(value, random):
    if isinstance(value, dict) and value and random.random() < 0.85:
        name = random.choice(list(value))
        if random.random() < 0.1:
            return {key: entry for key, entry in value.items() if key != name}
        return {**value, name: _changed(value[name], random)}
    if isinstance(value, list) and value and random.random() < 0.85:
        place = random.randrange(len(value))
        if random.random() < 0.1:
            return value * random.choice([0, 2, 3000])
        return value[:place] + [_changed(value[place], random)] + value[place + 1:]
    return random.choice(VALUES + NASTY)


def other_text(reply, random):
    """A nasty text between two tags, or in the place of a word."""
    body = reply.body.decode(errors="replace")
    places = list(re.finditer(r">[^<]*<|[\w./:+-]+", body))
    if places:
        place = random.choice(places)
        text = random.choice(NASTY)
        if place[0].startswith(">"):
            text = f">{text.replace('&', '&amp;').replace('<', '&lt;')}<"
        body = body[:place.start()] + text + body[place.end():]
    reply.body = body.encode("utf-8", "surrogatepass")


def more_elements(reply, random):
    """Elements, members or pages that repeat."""
    if reply.body.startswith(b"{"):
        extra = random.choice([b'"NextToken":"again",', b'"nextToken":"again",', b'"NextToken":1,'])
        reply.body = b"{" + extra + reply.body[1:] if len(reply.body) > 2 else b'{"NextToken":"a"}'
        return
    places = list(re.finditer(rb"<(\w+)>[^<]*</\1>", reply.body))
    if places:
        place = random.choice(places)
        count = random.choice([2, 20_000])
        reply.body = reply.body[:place.start()] + place[0] * count + reply.body[place.end():]


def wide(reply, random):
    """As many values as fit."""
    count = random.choice([50_000, 1_000_000, 4_000_000])
    reply.body = random.choice([
        b'{"Stacks":[' + b"0," * count + b"0]}", b'{"a":[' + b"[]," * count + b"[]]}",
        b"<a>" + b"<b/>" * count + b"</a>", b'{"Message":"' + b"\\u0041" * (count // 2) + b'"}'])


def nothing(reply, random):
    reply.body = random.choice([b"", b" ", b"\0", b"null", b"{}", b"[]", b"\xff\xfe", b"<a/>", b"\n" * 9])


def endless(reply, random):
    # More than anybody should take.
    reply.endless = random.choice([b" ", b"x", b"[", b"<a>", b'"', b"0"]) * 65_536
    reply.length = random.choice([Ellipsis, 2 ** 62])


# Of the head ---------------------------------------------------------------------------------------

def wrong_length(reply, random):
    size = len(reply.body)
    reply.length = random.choice([
        max(size - 1, 0), size + 1, 0, -1, size + 10_000_000, 2 ** 63, 2 ** 64 + size, "x", "", f"{size}, {size}",
        f"0x{size:x}", f"+{size}"])
    reply.closes = random.random() < 0.7


def doubled(reply, random):
    size = len(reply.body)
    reply.headers = reply.headers + random.choice([
        [("Content-Length", size + 5)], [("Content-Length", size)], reply.headers,
        [("Transfer-Encoding", "chunked")], [("Content-Type", "text/plain")] * 50,
        [("Date", "Thu, 01 Jan 1970 00:00:00 GMT")], [("Date", "x")]])
    reply.closes = True


def long_headers(reply, random):
    reply.headers = reply.headers + random.choice([
        [(f"X-{number}", "y" * 100) for number in range(10_000)], [("X", "y" * 1_000_000)],
        [("X" * 100_000, "y")], [("x-amzn-errortype", "E" * 90_000)], [("x-amzn-requestid", "\x1b[31m" * 99)],
        [("X", "a\r\n b\r\n\tc")], [("X", "\0")]])


def retry_after(reply, random):
    reply.status = random.choice([429, 503, 400])
    reply.headers = reply.headers + [
        ("Retry-After", random.choice([*HUGE, "Fri, 31 Dec 9999 23:59:59 GMT", "soon", ""]))]


def other_status(reply, random):
    reply.status = random.choice([0, 99, 101, 199, 201, 202, 204, 206, 300, 304, 400, 401, 403, 404, 405,
                                  408, 413, 429, 500, 502, 503, 504, 599, 600, 999, 1000, "abc", -1])


def elsewhere(reply, random):
    reply.status = random.choice([301, 302, 303, 307, 308])
    reply.headers = reply.headers + [("Location", random.choice([
        reply.trap, reply.trap + "/x", "file:///etc/passwd", "gopher://127.0.0.1:1/", "/", "", "//x", "\x1b",
        "http://127.0.0.1:1/"]))]


def go_on(reply, random):
    """Ever more replies that say that the real one comes."""
    reply.head = b"HTTP/1.1 100 Continue\r\n\r\n" * random.choice([1, 100, 50_000]) + reply.wire().split(
        b"\r\n\r\n")[0] + b"\r\n\r\n"


def encoded(reply, random):
    reply.headers = reply.headers + [
        ("Content-Encoding", random.choice(["gzip", "deflate", "br", "x" * 500, "gzip, gzip"]))]


def chunks(reply, random):
    reply.headers = reply.headers + [("Transfer-Encoding", "chunked")]
    reply.length = Ellipsis
    body = reply.body
    reply.body = random.choice([
        b"%x\r\n%s\r\n0\r\n\r\n" % (len(body), body), b"ffffffffffffffff\r\n" + body,
        b"-1\r\n" + body, b"%x\r\n%s" % (len(body) + 9, body), b"x\r\n", body,
        b"1;" + b"x" * 100_000 + b"\r\na\r\n", b"1\r\na\r\n" * 20_000 + b"0\r\n" + b"A: b\r\n" * 20_000 + b"\r\n"])
    reply.closes = True


def no_http(reply, random):
    reply.head = random.choice([
        b"", b"\0" * 100, b"SSH-2.0-x\r\n", b"HTTP/9.9 200 OK\r\n\r\n", b"HTTP/1.1\r\n\r\n", b"HTTP/0.9 \r\n",
        b"ICY 200 OK\r\n\r\n", bytes(random.randrange(256) for _ in range(300)),
        struct.pack(">IBBI", 18, 4, 0, 0)])
    reply.closes = True


def flip_head(reply, random):
    head, _, _ = reply.wire().partition(b"\r\n\r\n")
    head = bytearray(head)
    for _ in range(random.randint(1, 4)):
        head[random.randrange(len(head))] ^= 1 << random.randrange(8)
    reply.head = bytes(head) + b"\r\n\r\n"
    reply.closes = True


# Of the connection ---------------------------------------------------------------------------------

def drip(reply, random):
    reply.seconds_a_byte = random.choice([0.001, 0.01, 0.2])


def reset(reply, random):
    reply.resets = True
    reply.body = reply.body[:random.randint(0, len(reply.body))]


def more_after(reply, random):
    """Another reply behind it, which nobody has asked for."""
    reply.body += reply.wire()
    reply.length = len(reply.body) // 2 if random.random() < 0.2 else None
    reply.closes = random.random() < 0.5


ALL = [cut, flip, huge_number, deep, other_value, other_value, other_text, more_elements, wide, nothing,
       endless, wrong_length, doubled, long_headers, retry_after, other_status, elsewhere, go_on, encoded, chunks,
       no_http, flip_head, drip, reset, more_after]
