import { tinyPng } from "../../session/fakes.js";
import { type FakeServer, sendJson, startServer } from "./fake-server.js";

export interface ComfyuiServer extends FakeServer {
  /** jobs that are to stay in the running state; the others are done at once */
  hold: boolean;
}

/** Speaks ComfyUI's API: upload, queue, history, view, interrupt. */
export async function startComfyuiServer(): Promise<ComfyuiServer> {
  const jobs = new Map<string, Uint8Array | null>();
  const state = { hold: false };
  const server = await startServer(
    async (seen, response) => {
      const { pathname, searchParams } = new URL(seen.path, "http://x");
      if (pathname === "/upload/image") {
        const { image } = (await seen.fields()) as { image: File };
        return sendJson(response, { name: image.name, subfolder: "", type: "input" });
      }
      if (pathname === "/prompt") {
        const id = `job-${jobs.size}`;
        jobs.set(id, state.hold ? null : await tinyPng(JSON.stringify((await seen.fields()).prompt)));
        return sendJson(response, { prompt_id: id, number: 1, node_errors: {} });
      }
      if (pathname.startsWith("/history/")) {
        const id = pathname.slice("/history/".length);
        const images = [{ filename: `${id}.png`, subfolder: "", type: "output" }];
        return sendJson(
          response,
          jobs.get(id) ? { [id]: { outputs: { "8": { images } }, status: { status_str: "success" } } } : {},
        );
      }
      if (pathname === "/view") {
        response.writeHead(200, { "content-type": "image/png" });
        return response.end(jobs.get(searchParams.get("filename")!.replace(/\.png$/, "")));
      }
      if (pathname === "/queue" && seen.method === "GET") {
        const running = [...jobs].filter(([, image]) => image === null).map(([id], i) => [i, id, {}]);
        return sendJson(response, { queue_running: running, queue_pending: [] });
      }
      if (pathname === "/queue" || pathname === "/interrupt") return response.end();
      sendJson(response, { error: "no such path" }, 404);
    },
    ({ path }) => path.startsWith("/prompt"),
  );
  return Object.defineProperty(server as ComfyuiServer, "hold", {
    get: () => state.hold,
    set: (hold: boolean) => {
      state.hold = hold;
    },
  });
}
