import { createHash } from "node:crypto";
import { type FakeServer, type Seen, sendJson, startServer } from "../../remote/fake-server.js";
import { tinyPng } from "../../session/fakes.js";

/** Speaks OpenAI's image API: the image depends on every field, so equal requests give equal images where a seed is sent. */
export function startOpenaiServer(): Promise<FakeServer> {
  return startServer(async (seen, response) => {
    if (!/^\/v1\/images\/(edits|generations)$/.test(seen.path))
      return sendJson(response, { error: { message: "no such path" } }, 404);
    const data = [{ b64_json: Buffer.from(await tinyPng(await keyOf(seen))).toString("base64") }];
    sendJson(response, { created: 1, data, usage: { total_tokens: 7 } }, 200, { "x-request-id": "req_1" });
  });
}

async function keyOf(seen: Seen): Promise<string> {
  const fields = await seen.fields();
  const image = fields.image as File | undefined;
  const hash = image
    ? createHash("sha256")
        .update(new Uint8Array(await image.arrayBuffer()))
        .digest("hex")
    : "";
  return JSON.stringify({ ...fields, image: hash });
}
