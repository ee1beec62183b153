import { type ChildProcess, execFileSync, spawn } from "node:child_process";
import { cpSync, mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { createServer } from "node:net";
import { join, resolve } from "node:path";

const REPOSITORY = resolve(__dirname, "../..");
const START_TIMEOUT_MS = 60_000;

export interface JupyterServer {
  readonly url: string;
  /** the folder it serves: a copy of notebooks/ */
  readonly root: string;
  /** Signs a notebook of its root, as somebody does who ran it here. */
  trust(name: string): void;
  stop(): Promise<void>;
}

/** Starts JupyterLab of the project's environment on a fresh copy of notebooks/, with settings and state of its own. */
export async function startJupyter(): Promise<JupyterServer> {
  const python = pythonPath();
  mkdirSync(join(REPOSITORY, "test-results"), { recursive: true });
  const home = mkdtempSync(join(REPOSITORY, "test-results", "lab-"));
  const root = join(home, "root");
  cpSync(join(REPOSITORY, "notebooks"), root, {
    recursive: true,
    filter: (path) => !/[\\/](runs|out|data|\.ipynb_checkpoints)$/.test(path),
  });
  const env = {
    ...process.env,
    JUPYTER_PREFER_ENV_PATH: "1",
    JUPYTER_CONFIG_DIR: join(home, "config"),
    JUPYTER_DATA_DIR: join(home, "data"),
    JUPYTER_RUNTIME_DIR: join(home, "runtime"),
    JUPYTERLAB_SETTINGS_DIR: join(home, "settings"),
    JUPYTERLAB_WORKSPACES_DIR: join(home, "workspaces"),
    IPYTHONDIR: join(home, "ipython"),
  };
  const trust = (name: string): void =>
    void execFileSync(python, ["-m", "jupyter", "trust", join(root, name)], { env, stdio: "ignore" });
  trust("01-quickstart.ipynb");
  const port = await freePort();
  const url = `http://127.0.0.1:${port}`;
  const args = [
    "-m",
    "jupyterlab",
    "--no-browser",
    "--ip=127.0.0.1",
    `--port=${port}`,
    "--ServerApp.port_retries=0",
    "--IdentityProvider.token=",
    "--allow-root",
  ];
  args.push(
    `--ServerApp.root_dir=${root}`,
    "--LabApp.expose_app_in_browser=True",

    "--ServerApp.disable_check_xsrf=True",
  );
  const server = spawn(python, args, { env, stdio: ["ignore", "pipe", "pipe"] });
  const log: string[] = [];
  for (const stream of [server.stdout, server.stderr]) stream.on("data", (chunk) => log.push(String(chunk)));
  await answering(`${url}/api`, server, log);
  return { url, root, trust, stop: () => stop(server, home) };
}

async function answering(url: string, server: ChildProcess, log: readonly string[]): Promise<void> {
  const deadline = Date.now() + START_TIMEOUT_MS;
  while (Date.now() < deadline) {
    if (server.exitCode !== null) break;
    const answer = await fetch(url).catch(() => undefined);
    if (answer?.ok) return;
    await new Promise((done) => setTimeout(done, 100));
  }
  throw new Error(`JupyterLab did not answer at ${url}:\n${log.join("")}`);
}

function freePort(): Promise<number> {
  return new Promise((found, failed) => {
    const probe = createServer();
    probe.once("error", failed);
    probe.listen(0, "127.0.0.1", () => {
      const address = probe.address();
      probe.close(() => (typeof address === "object" && address ? found(address.port) : failed(new Error("no port"))));
    });
  });
}

async function stop(server: ChildProcess, home: string): Promise<void> {
  const ended = new Promise((done) => server.once("exit", done));
  server.kill("SIGTERM");
  const force = setTimeout(() => server.kill("SIGKILL"), 10_000);
  await ended;
  clearTimeout(force);
  rmSync(home, { recursive: true, force: true });
}

/** The Python that has JupyterLab: the one that set-up named, else the project's own. */
export function pythonPath(): string {
  return process.env.DATACRAFTER_PYTHON ?? join(REPOSITORY, ".venv", "bin", "python");
}
