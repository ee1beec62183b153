import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import type { Hub } from "../../../kernel-helpers/src/inference/model-files/hub.js";
import { requestHub } from "../../../kernel-helpers/src/inference/model-files/request-hub.js";

let servers: Server[] = [];
afterEach(async () => {
  for (const server of servers) {
    server.closeAllConnections();
    await new Promise((done) => server.close(done));
  }
  servers = [];
});

async function serve(answer: (request: IncomingMessage, response: ServerResponse) => void): Promise<string> {
  const server = createServer(answer);
  servers.push(server);
  await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

const signal = new AbortController().signal;
const hubAt = (endpoint: string): Hub => ({ endpoint, token: "hf_secret", isOffline: false });

describe("the token", () => {
  it("follows a redirect on its own host, and comes back from another host's redirect, but never reaches that host", async () => {
    const seen: string[] = [];
    const elsewhere = await serve((request, response) => {
      seen.push(`elsewhere ${request.headers.authorization}`);
      response.writeHead(307, { location: `${home}/end` }).end();
    });
    const home: string = await serve((request, response) => {
      seen.push(`${request.url} ${request.headers.authorization}`);
      if (request.url === "/end") response.end("done");
      else response.writeHead(308, { location: request.url === "/old" ? "/new" : elsewhere }).end();
    });
    const { response, host } = await requestHub(hubAt(home), "/old", {}, signal);
    expect(await response.text()).toBe("done");
    expect(host).toBe(new URL(home).host);
    expect(seen).toEqual([
      "/old Bearer hf_secret",
      "/new Bearer hf_secret",
      "elsewhere undefined",
      "/end Bearer hf_secret",
    ]);
  });

  it("does not go to the same name on another port", async () => {
    let authorization: string | undefined = "nothing came";
    const other = await serve((request, response) => {
      authorization = request.headers.authorization;
      response.end();
    });
    const home = await serve((_request, response) => response.writeHead(302, { location: `${other}/x` }).end());
    await requestHub(hubAt(home), "/x", {}, signal);
    expect(authorization).toBeUndefined();
  });
});

it("keeps the range through a redirect", async () => {
  let range: string | undefined;
  const home = await serve((request, response) => {
    range = request.headers.range;
    if (request.url === "/b") response.end();
    else response.writeHead(302, { location: "/b" }).end();
  });
  await requestHub(hubAt(home), "/a", { range: "bytes=5-" }, signal);
  expect(range).toBe("bytes=5-");
});

it("gives the signal's reason when it is aborted", async () => {
  const home = await serve(() => undefined);
  const stop = new AbortController();
  setTimeout(() => stop.abort(new Error("enough")), 20);
  await expect(requestHub(hubAt(home), "/a", {}, stop.signal)).rejects.toThrow("enough");
});
