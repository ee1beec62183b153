import { type FakeServer, type Seen, sendJson, startServer } from "../../remote/fake-server.js";
import { tinyPng } from "../../session/fakes.js";

export interface ComfyuiServer extends FakeServer {
  /** new jobs are not done until finish() */
  hold: boolean;
  /** a job that is held runs; false: it waits behind somebody else's */
  isRunning: boolean;
  /** what the history says of every job */
  status: object;
  /** Ends the jobs that are held. */
  finish(): Promise<void>;
}

/** Speaks ComfyUI's API: upload, queue, history, view, interrupt. */
export async function startComfyuiServer(): Promise<ComfyuiServer> {
  const jobs = new Map<string, Uint8Array | null>();
  const settings = { hold: false, isRunning: true, status: { status_str: "success" } as object };
  const isAsking = ({ path }: Seen): boolean => path === "/prompt";
  const server = await startServer(async (seen, response) => {
    const { pathname, searchParams } = new URL(seen.path, "http://x");
    if (pathname === "/upload/image") {
      const { image } = (await seen.fields()) as { image: File };
      return sendJson(response, { name: image.name, subfolder: "", type: "input" });
    }
    if (pathname === "/prompt") {
      const id = `job-${jobs.size}`;
      jobs.set(id, settings.hold ? null : await tinyPng(JSON.stringify((await seen.fields()).prompt)));
      return sendJson(response, { prompt_id: id, number: 1, node_errors: {} });
    }
    if (pathname.startsWith("/history/")) {
      const id = pathname.slice("/history/".length);
      const images = [{ filename: `${id}.png`, subfolder: "", type: "output" }];
      return sendJson(
        response,
        jobs.get(id) ? { [id]: { outputs: { "8": { images } }, status: settings.status } } : {},
      );
    }
    if (pathname === "/view") {
      response.writeHead(200, { "content-type": "image/png" });
      return response.end(jobs.get(searchParams.get("filename")!.replace(/\.png$/, "")));
    }
    if (pathname === "/queue" && seen.method === "GET") {
      const held = [...jobs].filter(([, image]) => image === null).map(([id], i) => [i, id, {}]);
      const [running, pending] = settings.isRunning ? [held, []] : [[[0, "somebody's", {}]], held];
      return sendJson(response, { queue_running: running, queue_pending: pending });
    }
    if (pathname === "/queue" || pathname === "/interrupt") return response.end();
    sendJson(response, { error: "no such path" }, 404);
  }, isAsking);
  const finish = async (): Promise<void> => {
    for (const id of jobs.keys()) jobs.set(id, await tinyPng(id));
  };
  return Object.assign(settings, { ...server, finish });
}
