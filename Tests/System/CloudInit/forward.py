"""Passes on what comes to an address and port to another port of 127.0.0.1: forward.py ADDRESS PORT PORT."""

import asyncio
import sys


async def copy(reader, writer):
    try:
        while data := await reader.read(65536):
            writer.write(data)
            await writer.drain()
    finally:
        writer.close()


async def serve(address, port, target):
    async def forward(reader, writer):
        there, back = await asyncio.open_connection("127.0.0.1", target)
        await asyncio.gather(copy(reader, back), copy(there, writer), return_exceptions=True)

    server = await asyncio.start_server(forward, address, port)
    await server.serve_forever()


asyncio.run(serve(sys.argv[1], int(sys.argv[2]), int(sys.argv[3])))
