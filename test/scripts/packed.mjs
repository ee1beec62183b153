/** What a person gets who has Jupyter and no clone: the two tarballs, installed in an empty folder, used from another. Run by "npm test -- packed". */
import assert from "node:assert/strict";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { after, before, describe, it } from "node:test";
import { fileURLToPath } from "node:url";
import { stripVTControlCharacters } from "node:util";
import { npmCommand } from "../../scripts/support/npm.mjs";
import { pythonOf } from "../../scripts/support/python.mjs";
import { run } from "../../scripts/support/run.mjs";

const REPOSITORY = resolve(fileURLToPath(import.meta.url), "../../..");
const SOURCES = ["kernel-helpers", "labextension"];
const NPM = npmCommand(process.env);

/** @type {string} */
let folder;
/** @type {string} an empty project with the two packages */
let project;
/** @type {string} a virtual environment of its own, which borrows the packages of .venv */
let environment;
/** @type {Record<string, { filename: string, files: string[] }>} */
const tarballs = {};

before(async () => {
  folder = mkdtempSync(join(tmpdir(), "datacrafter packed ")); // with a space, as on many a desktop
  project = join(folder, "project");
  environment = join(folder, "environment");
  mkdirSync(project);
  for (const source of SOURCES) tarballs[source] = await pack(source);
  await makeEnvironment();
  writeFileSync(join(project, "package.json"), "{}");
});
after(() => rmSync(folder, { recursive: true, force: true, maxRetries: 5 }));

/** @param {string[]} command  @param {string} cwd  @param {NodeJS.ProcessEnv} [env]  @returns {Promise<string>} */
async function succeed(command, cwd, env = outside()) {
  const ended = await run(command, { cwd, env });
  assert.equal(ended.code, 0, `${command.join(" ")}\n${ended.output}`);
  return ended.output;
}

/** An environment in which only the folder's own Jupyter is found. @returns {NodeJS.ProcessEnv} */
function outside() {
  const { JUPYTER_DATA_DIR, JUPYTER_CONFIG_DIR, JUPYTER_RUNTIME_DIR, DATACRAFTER_PYTHON, ...env } = process.env;
  return {
    ...env,
    HOME: folder,
    JUPYTER_PREFER_ENV_PATH: "1",
    npm_config_cache: env.npm_config_cache ?? join(process.env.HOME ?? "", ".npm"),
  };
}

/** @param {string} source  @returns {Promise<{ filename: string, files: string[] }>} */
async function pack(source) {
  const ended = await run(
    [...NPM, "pack", "--json", "--loglevel=error", "--workspace", source, "--pack-destination", folder],
    { cwd: REPOSITORY },
  );
  assert.equal(ended.code, 0, ended.output);
  // one npm prints a list, another an object by package name; a warning may stand before it
  const printed = JSON.parse(ended.output.slice(ended.output.search(/^[[{]/m)));
  const [packed] = Object.values(printed);
  return {
    filename: join(folder, packed.filename),
    files: packed.files.map((/** @type {{ path: string }} */ file) => file.path),
  };
}

async function makeEnvironment() {
  const python = process.env.DATACRAFTER_PYTHON ?? pythonOf(join(REPOSITORY, ".venv"));
  await succeed([python, "-m", "venv", "--without-pip", environment], folder);
  const where = "import sysconfig; print(sysconfig.get_path('purelib'))";
  const theirs = (await succeed([python, "-c", where], folder)).trim();
  const ours = (await succeed([pythonOf(environment), "-c", where], folder)).trim();
  writeFileSync(join(ours, "borrowed.pth"), `${theirs}\n`);
  // jupyterlab_widgets is known by its extension, which lives beside the packages
  const widgets = join("share", "jupyter", "labextensions", "@jupyter-widgets", "jupyterlab-manager");
  const prefix = (await succeed([python, "-c", "import sys; print(sys.prefix)"], folder)).trim();
  mkdirSync(join(environment, widgets), { recursive: true });
  writeFileSync(join(environment, widgets, "package.json"), readFileSync(join(prefix, widgets, "package.json")));
}

describe("the tarballs", () => {
  it("hold the kernel, its types, the command and the licence", () => {
    const { files } = tarballs["kernel-helpers"];
    for (const file of [
      "package.json",
      "LICENSE",
      "dist/index.js",
      "dist/index.d.ts",
      "dist/jupyter/kernel.js",
      "dist/cli/datacrafter.js",
    ])
      assert.ok(files.includes(file), file);
  });
  it("hold the prebuilt extension and its licence", () => {
    const { files } = tarballs.labextension;
    for (const file of ["package.json", "LICENSE", "dist/package.json"]) assert.ok(files.includes(file), file);
    assert.ok(
      files.some((file) => /^dist\/static\/remoteEntry\..*\.js$/.test(file)),
      files.join("\n"),
    );
  });
  it("hold no source maps, no sources, no build notes, no tests", () => {
    const unwanted = SOURCES.flatMap((source) => tarballs[source].files).filter((file) =>
      /\.map$|\.tsbuildinfo$|^src\/|\.test\.|^node_modules\//.test(file),
    );
    assert.deepEqual(unwanted, []);
  });
});

describe("in an empty folder", () => {
  it("npm i takes the two", async () => {
    const words = [
      "install",
      "--prefer-offline",
      "--no-audit",
      "--no-fund",
      "--loglevel=error",
      ...SOURCES.map((source) => tarballs[source].filename),
    ];
    await succeed([...NPM, ...words], project);
  });
  it("npx datacrafter doctor says what is missing, and ends with 1", async () => {
    const ended = await run([...NPM, "exec", "--offline", "--", "datacrafter", "doctor", "--prefix", environment], {
      cwd: project,
      env: outside(),
    });
    assert.equal(ended.code, 1, ended.output);
    assert.match(ended.output, /^missing {2}kernelspec +not installed$/m);
    assert.match(ended.output, /mend it: npx datacrafter install --prefix /);
    assert.match(ended.output, /^2 of \d+ missing\.$/m);
  });
  it("npx datacrafter install puts kernel and extension into a Jupyter", async () => {
    const printed = await datacrafter("install", "--prefix", environment);
    assert.match(printed, /^wrote .*kernels.datacrafter$/m);
    assert.match(printed, /^wrote .*labextensions.datacrafter-labextension$/m);
  });
  it("npx datacrafter doctor then finds nothing missing", async () => {
    assert.match(await datacrafter("doctor", "--prefix", environment), /^All is in place\.$/m);
  });
  it("JupyterLab lists the extension as enabled and OK", async () => {
    const listed = await succeed([pythonOf(environment), "-m", "jupyterlab.labextensions", "list"], project);
    assert.match(stripVTControlCharacters(listed), /datacrafter-labextension v\S+ enabled OK/);
  });
  it("its kernel type-checks and runs a cell in a folder far from any node_modules", async () => {
    const elsewhere = join(folder, "elsewhere");
    mkdirSync(elsewhere);
    const script = join(REPOSITORY, "test", "scripts", "use-packed-kernel.py");
    const printed = await succeed([pythonOf(environment), script, elsewhere], elsewhere);
    assert.match(printed, /^packed kernel: 10 classes, 10 images in critters$/m);
  });
  it("npx datacrafter uninstall leaves neither behind", async () => {
    assert.equal((await datacrafter("uninstall", "--prefix", environment)).match(/^removed /gm)?.length, 2);
    assert.match(await datacrafter("uninstall", "--prefix", environment), /^Nothing to remove\.$/m);
  });
});

/** @param {string[]} words  @returns {Promise<string>} what it printed */
function datacrafter(...words) {
  return succeed([...NPM, "exec", "--offline", "--", "datacrafter", ...words], project);
}
