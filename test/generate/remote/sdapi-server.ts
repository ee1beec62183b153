import { createHash } from "node:crypto";
import { type FakeServer, sendJson, startServer } from "../../remote/fake-server.js";
import { tinyPng } from "../../session/fakes.js";

/** Speaks the API of the Stable Diffusion web UI. */
export function startSdapiServer(): Promise<FakeServer> {
  return startServer(async (seen, response) => {
    if (!/^\/sdapi\/v1\/(img2img|txt2img)$/.test(seen.path)) return sendJson(response, { detail: "Not Found" }, 404);
    const fields = await seen.fields();
    const image = Buffer.from(await tinyPng(createHash("sha256").update(seen.body).digest("hex"))).toString("base64");
    sendJson(response, { images: [image], parameters: fields, info: JSON.stringify({ sd_model_name: "tiny" }) });
  });
}
