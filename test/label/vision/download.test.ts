import { mkdtemp, readFile, rm, stat } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { downloadFile } from "../../../kernel-helpers/src/remote/openai-batches.js";
import { MOST_BYTES } from "../../../kernel-helpers/src/remote/send.js";
import { type FakeServer, type Reply, sendJson, startServer } from "../../remote/fake-server.js";

let folder: string;
let server: FakeServer;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "datacrafter-test-"));
});
afterEach(async () => {
  await server.close();
  await rm(folder, { recursive: true });
});

async function download(reply: Reply, mostBytes: number, path = join(folder, "output.jsonl")): Promise<void> {
  server = await startServer(reply);
  const { signal } = new AbortController();
  const access = { baseURL: `${server.url}/v1`, key: "sk-download-key", signal, now: Date.now };
  await downloadFile(access, "file-1", { path, mostBytes });
}

/** Sends so many MB. */
const sends =
  (megabytes: number): Reply =>
  async (_, response) => {
    for (let i = 0; i < megabytes && !response.destroyed; i++) {
      if (!response.write(Buffer.alloc(1e6, i)))
        await new Promise((go) => response.once("drain", go).once("close", go));
    }
    response.end();
  };

describe("downloadFile", () => {
  it("writes to the disk what is too long for an answer in memory", async () => {
    await download(sends(70), 80e6);
    expect((await stat(join(folder, "output.jsonl"))).size).toBe(70e6);
    expect(70e6).toBeGreaterThan(MOST_BYTES);
    expect([...new Set(await readFile(join(folder, "output.jsonl")))]).toHaveLength(70);
    expect(server.seen[0]).toMatchObject({ method: "GET", path: "/v1/files/file-1/content" });
    expect(server.seen[0].headers.authorization).toBe("Bearer sk-download-key");
  });

  it("cuts the connection at the limit", async () => {
    await expect(download(sends(5), 2e6)).rejects.toMatchObject({
      name: "TryError",
      isRetryable: false,
      message: expect.stringMatching(/sends more than 2 MB; the connection was cut/),
    });
    expect((await stat(join(folder, "output.jsonl"))).size).toBeLessThanOrEqual(2e6);
  });

  it("writes no error into the file", async () => {
    await expect(
      download((_, response) => sendJson(response, { error: { message: "No such File object" } }, 404), 1e6),
    ).rejects.toMatchObject({ status: 404, message: expect.stringContaining("No such File object") });
    await expect(stat(join(folder, "output.jsonl"))).rejects.toThrow("ENOENT");
  });

  it("may be tried again when the connection breaks in the middle", async () => {
    const breaks: Reply = (_, response) => {
      response.writeHead(200, { "content-length": "1000" });
      response.write("half", () => response.destroy());
    };
    await expect(download(breaks, 1e6)).rejects.toMatchObject({
      isRetryable: true,
      message: expect.stringContaining("broke off in the middle"),
    });
  });

  it("says where it cannot write", async () => {
    await expect(download(sends(1), 2e6, join(folder, "absent", "output.jsonl"))).rejects.toMatchObject({
      isRetryable: false,
      message: expect.stringMatching(/cannot be written to .*absent.*ENOENT.*make room/),
    });
  });
});
