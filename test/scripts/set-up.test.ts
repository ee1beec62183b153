import { chmodSync, rmSync, writeFileSync } from "node:fs";
import { createServer, type Server } from "node:net";
import { hostname } from "node:os";
import { join } from "node:path";
import { type FakeRepository, makeFakeRepository } from "./fake-repository";

const EVERYTHING = ["npm ci", "build kernel-helpers", "build widgets", "build labextension", "venv", "pip"];

jest.setTimeout(60_000); // each test starts a dozen processes

let repository: FakeRepository;
beforeEach(() => {
  repository = makeFakeRepository();
});
afterEach(() => repository.remove());

describe("set-up", () => {
  it("does everything once, in order, and nothing the second time", async () => {
    const first = await repository.run("setup");
    expect(first).toMatchObject({ code: 0 });
    expect(repository.calls()).toEqual(EVERYTHING);
    expect(repository.exists(".venv/share/jupyter/kernel.json")).toBe(true);
    const second = await repository.run("setup");
    expect(second.output).toMatch(/^set-up: nothing to do \(\d+\.\d s\)\n$/);
    expect(repository.calls()).toEqual([]);
  });

  it("says each step with its reason and its seconds", async () => {
    const { output } = await repository.run("setup");
    expect(output).toMatch(/^set-up: npm ci \(no node_modules\) \.\.\. \d+\.\d s$/m);
    expect(output).toMatch(/^set-up: pip install JupyterLab \(no \.venv\) \.\.\. \d+\.\d s$/m);
    expect(output).toMatch(/^set-up: done \(\d+\.\d s\)$/m);
  });

  it("builds a changed workspace and those that come after it", async () => {
    await repository.run("setup");
    repository.calls();
    repository.write("widgets/src/index.ts", "export {};");
    await repository.run("setup");
    expect(repository.calls()).toEqual(["build widgets", "build labextension"]);
  });

  it("does not build for a file that was only touched, nor for built files", async () => {
    await repository.run("setup");
    repository.calls();
    repository.write("widgets/src/index.ts", "");
    repository.write("widgets/lib/extra.js", "1");
    await repository.run("setup");
    expect(repository.calls()).toEqual([]);
  });

  it("builds again when built files went missing, and removes those whose source is gone", async () => {
    await repository.run("setup");
    repository.calls();
    rmSync(join(repository.root, "kernel-helpers/dist/index.js"));
    repository.write("kernel-helpers/dist/old.js", "");
    await repository.run("setup");
    expect(repository.calls()).toEqual(["build kernel-helpers"]);
    expect(repository.exists("kernel-helpers/dist/old.js")).toBe(false);
  });

  it("runs npm ci and pip again when what they read changed, without making the environment anew", async () => {
    await repository.run("setup");
    repository.calls();
    const lock = { packages: { "": {}, "node_modules/a": { version: "1.0.1" } } };
    repository.write("package-lock.json", JSON.stringify(lock));
    repository.write("scripts/requirements.txt", "jupyterlab==4.6.7");
    const { output } = await repository.run("setup");
    expect(output).toContain("npm ci (package-lock.json changed)");
    expect(repository.calls().filter((name) => !name.startsWith("build"))).toEqual(["npm ci", "pip"]);
  });

  it.each(EVERYTHING)("repairs what an end in the middle of '%s' left", async (name) => {
    const cutOff = await repository.run("setup", [], { FAKE_KILL: name });
    expect(cutOff.code).toBeNull();
    expect(repository.calls().at(-1)).toBe(name);
    const repaired = await repository.run("setup");
    expect(repaired.code).toBe(0);
    expect(repository.calls()).toContain(name);
    expect((await repository.run("setup")).output).toMatch(/nothing to do/);
  });

  it("needs no network for packages that npm has cached, nor a registry that answers pings", async () => {
    expect(await repository.run("setup", [], { FAKE_PING: "npm error code EAI_AGAIN" })).toMatchObject({ code: 0 });
    expect(repository.calls()[0]).toBe("npm ci --offline");
    rmSync(join(repository.root, "node_modules"), { recursive: true });
    expect(await repository.run("setup", [], { FAKE_PING: "npm error code E404" })).toMatchObject({ code: 0 });
    expect(repository.calls()[0]).toBe("npm ci");
  });

  it("makes the environment anew when its Python is gone", async () => {
    await repository.run("setup");
    repository.calls();
    rmSync(join(repository.root, ".venv/bin/python"));
    await repository.run("setup");
    expect(repository.calls()).toEqual(["venv", "pip"]);
  });

  it("lets a second one wait for the first, which leaves it nothing to do", async () => {
    const both = await Promise.all([repository.run("setup"), repository.run("setup")]);
    expect(both.map(({ code }) => code)).toEqual([0, 0]);
    expect(repository.calls()).toEqual(EVERYTHING);
    expect(both.map(({ output }) => output).join("")).toMatch(/another one is running here \(process \d+\)/);
  });

  it("takes over the lock of a process that is gone", async () => {
    repository.write(".setup/lock", JSON.stringify({ pid: 2 ** 22 + 1, host: hostname() }));
    expect(await repository.run("setup")).toMatchObject({ code: 0 });
    expect(repository.exists(".setup/lock")).toBe(false);
  });
});

/** Runs a script that must fail with one sentence, and returns that sentence. */
async function sentenceOf(
  script: string,
  words: readonly string[] = [],
  env: Record<string, string> = {},
): Promise<string> {
  const { code, output } = await repository.run(script, words, env);
  expect(code).toBe(1);
  expect(output).not.toMatch(/^\s+at /m); // no stack
  return output.trim().split("\n").at(-1) ?? "";
}

describe("one sentence that says what to do", () => {
  it.each([
    [
      "npm ci",
      "npm error code ENOTFOUND\nnpm error errno ENOTFOUND",
      /^npm ci failed: the package registry cannot be reached; check the network/,
    ],
    ["pip", "NewConnectionError: Failed to establish", /^pip install failed: the package registry cannot be reached/],
    ["npm ci", "npm error code ENOSPC", /^npm ci failed: the disk is full; free some space/],
    [
      "build widgets",
      "src/a.ts(1,1): error TS1: Bad.",
      /^The build of widgets failed: src\/a\.ts\(1,1\): error TS1: Bad\. .*\.setup\/logs\/build-widgets\.log/,
    ],
  ])("when %s fails: %s", async (name, words, sentence) => {
    expect(await sentenceOf("setup", [], { FAKE_FAIL: `${name}=${words}` })).toMatch(sentence);
  });

  it("when there is no network and npm has not cached all packages", async () => {
    const env = { FAKE_PING: "npm error code ENOTFOUND", FAKE_FAIL: "npm ci --offline=npm error code ENOTCACHED" };
    expect(await sentenceOf("setup", [], env)).toMatch(/^npm ci failed: the package registry cannot be reached/);
  });

  it("when there is no Python", async () => {
    rmSync(join(repository.root, "bin/python3"));
    expect(await sentenceOf("setup")).toMatch(/^Python was not found .*install Python 3\.10 or newer/);
  });

  it("when Python is too old", async () => {
    expect(await sentenceOf("setup", [], { FAKE_PYTHON: "3.8.10" })).toMatch(/^Python 3\.8\.10 \(.*\) is too old/);
  });

  it("when Python has no venv module", async () => {
    const sentence = await sentenceOf("setup", [], { FAKE_NO_VENV: "1" });
    expect(sentence).toMatch(/has no venv module; install it \(Debian, Ubuntu: sudo apt install python3\.12-venv\)/);
  });

  it("when npm is missing", async () => {
    rmSync(join(repository.root, "bin/npm"));
    expect(await sentenceOf("setup")).toMatch(/^npm was not found on PATH/);
  });

  it("when the folder cannot be written", async () => {
    writeFileSync(join(repository.root, ".setup"), "in the way, for root as well, who may write everywhere");
    chmodSync(repository.root, 0o555);
    expect(await sentenceOf("setup")).toMatch(/^The folder .* cannot be written \((EEXIST|EACCES|ENOTDIR)\)/);
    chmodSync(repository.root, 0o755);
  });

  it("when --python has no JupyterLab, before anything is done", async () => {
    const python = join(repository.root, "bin/python3");
    const packages = JSON.stringify({ jupyterlab: "4.6.0", nbclient: "0.10.1", jupyter_client: "8.6.0" });
    const sentence = await sentenceOf("setup", ["--python", python], { FAKE_PACKAGES: packages });
    expect(sentence).toContain(
      `lacks jupyterlab_widgets (or has an older one); run: ${python} -m pip install "jupyterlab_widgets>=3.0"`,
    );
    expect(repository.calls()).toEqual([]);
  });

  it("when --python is no Python", async () => {
    expect(await sentenceOf("setup", ["--python", "/no/such/python"])).toMatch(
      /^--python \/no\/such\/python: no Python answers there/,
    );
  });

  it("when the port asked for is taken, before anything is done", async () => {
    const server = await listen();
    const { port } = server.address() as { port: number };
    const sentence = await sentenceOf("lab", ["--port", String(port)]);
    server.close();
    expect(sentence).toBe(
      `Port ${port} is taken by another program; end that program, or choose another port with --port, or leave --port out.`,
    );
    expect(repository.calls()).toEqual([]);
  });

  it.each([
    ["lab", ["--debug"], /^Unknown option '--debug'; options of jupyter lab go after a "--"/],
    ["lab", ["--port", "web"], /^--port web is no port/],
    ["test", ["jset"], /^npm test: there is no runner "jset"; there are lint, /],
    ["setup", ["--pyton", "x"], /^Unknown option '--pyton'/],
  ])("when %s is given %j", async (script, words, sentence) => {
    expect(await sentenceOf(script, words)).toMatch(sentence);
  });
});

it("uses an environment that has JupyterLab and installs nothing into it but ours", async () => {
  const packages = JSON.stringify({
    jupyterlab: "4.4.0",
    jupyterlab_widgets: "3.0.15",
    nbclient: "0.10.1",
    jupyter_client: "8.6.0",
  });
  const { code } = await repository.run("setup", ["--python", join(repository.root, "bin/python3")], {
    FAKE_PACKAGES: packages,
  });
  expect(code).toBe(0);
  expect(repository.calls()).toEqual(EVERYTHING.slice(0, 4));
  expect(repository.exists("share/jupyter/kernel.json")).toBe(true); // its prefix: the folder above bin
});

function listen(): Promise<Server> {
  const server = createServer();
  return new Promise((ready) => server.listen(0, "127.0.0.1", () => ready(server)));
}
