import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { chooseDataDir } from "../../kernel-helpers/src/cli/choose-data-dir.js";
import { type Check, checkNode, diagnose } from "../../kernel-helpers/src/cli/diagnose.js";
import { findJupyter } from "../../kernel-helpers/src/cli/find-jupyter.js";
import { formatChecks } from "../../kernel-helpers/src/cli/format-checks.js";
import { install } from "../../kernel-helpers/src/cli/install.js";
import * as places from "../../kernel-helpers/src/cli/package-places.js";
import type { Place } from "../../kernel-helpers/src/cli/parse-command.js";
import { addWidgetManager, type FakeJupyter, fakeJupyter } from "./fake-jupyter";

jest.mock("../../kernel-helpers/src/cli/package-places.js", () => ({
  ...jest.requireActual("../../kernel-helpers/src/cli/package-places.js"),
  builtLabextension: jest.fn(),
}));

jest.setTimeout(60_000); // each test starts a dozen processes

const FOUND: Place = { kind: "found" };
let built: string;
let jupyter: FakeJupyter;

beforeAll(() => {
  built = mkdtempSync(join(tmpdir(), "datacrafter-built-"));
  writeFileSync(join(built, "package.json"), JSON.stringify({ version: places.packageVersion() }));
});
afterAll(() => rmSync(built, { recursive: true, force: true }));
beforeEach(() => {
  jest.mocked(places.builtLabextension).mockReturnValue(built);
  jupyter = fakeJupyter("4.6.6");
});
afterEach(() => jupyter.restore());

const byName = (checks: readonly Check[], name: string): Check => {
  const check = checks.find((each) => each.name === name);
  if (!check) throw new Error(`no check "${name}" among ${checks.map((each) => each.name).join(", ")}`);
  return check;
};

describe("diagnose", () => {
  it("names each missing part with the command that mends it", () => {
    const checks = diagnose({ place: FOUND, python: null });
    expect(byName(checks, "Jupyter").ok).toBe(true);
    expect(byName(checks, "JupyterLab")).toMatchObject({ ok: true, found: "4.6.6", remedy: null });
    expect(byName(checks, "jupyterlab_widgets")).toMatchObject({
      ok: false,
      remedy: 'python3 -m pip install "jupyterlab_widgets>=3"',
    });
    expect(byName(checks, "kernelspec")).toMatchObject({ ok: false, remedy: "npx datacrafter install" });
    expect(byName(checks, "JupyterLab extension")).toMatchObject({ ok: false, remedy: "npx datacrafter install" });
    for (const name of ["zeromq", "sharp", "libsql"])
      expect(byName(checks, `native module ${name}`)).toMatchObject({ ok: true });
  });

  it("finds nothing missing where all is installed", async () => {
    addWidgetManager(jupyter.environmentDataDir);
    await install(jupyter.userDataDir);
    const checks = diagnose({ place: FOUND, python: null });
    const missing = checks.filter(({ ok }) => !ok).map(({ found }) => found);
    // the kernel's entry is there once the workspace is built
    expect(missing.filter((found) => !found.includes(places.KERNEL_ENTRY))).toEqual([]);
  });

  it("notices a kernelspec whose Node or entry is gone", async () => {
    await install(jupyter.environmentDataDir);
    const spec = join(jupyter.environmentDataDir, "kernels", "datacrafter", "kernel.json");
    writeFileSync(spec, JSON.stringify({ argv: ["/gone/node", places.KERNEL_ENTRY] }));
    expect(byName(diagnose({ place: FOUND, python: null }), "kernelspec")).toMatchObject({
      ok: false,
      found: `${spec} starts /gone/node, which does not exist`,
    });
  });

  it("notices an extension of another version", async () => {
    await install(jupyter.environmentDataDir);
    const installed = join(jupyter.environmentDataDir, "labextensions", "datacrafter-labextension", "package.json");
    writeFileSync(installed, '{ "version": "0.0.9" }');
    expect(byName(diagnose({ place: FOUND, python: null }), "JupyterLab extension").found).toBe(
      `another build (0.0.9) than this package's (${places.packageVersion()})`,
    );
  });

  it("says when a prefix is none that Jupyter searches", () => {
    const prefix = join(jupyter.root, "aside");
    expect(
      byName(diagnose({ place: { kind: "prefix", prefix }, python: null }), "Jupyter's search path"),
    ).toMatchObject({
      ok: false,
      remedy: `export JUPYTER_PATH="${join(prefix, "share", "jupyter")}"`,
    });
  });

  it("says so when no Jupyter answers, or its JupyterLab is too old", () => {
    jupyter.restore();
    jupyter = fakeJupyter("4.3.9");
    expect(byName(diagnose({ place: FOUND, python: null }), "JupyterLab")).toMatchObject({ ok: false, found: "4.3.9" });
    const checks = diagnose({ place: FOUND, python: "/no/such/python" });
    expect(byName(checks, "Jupyter")).toMatchObject({ ok: false, found: "none answered" });
  });

  it("calls an old Node missing", () => {
    expect(checkNode("18.20.4")).toMatchObject({ ok: false, found: "18.20.4, older than 20.19.0" });
  });
});

describe("chooseDataDir", () => {
  it("takes the first of Jupyter's folders that can be written, and the user's for --user", () => {
    const found = findJupyter({ place: FOUND, python: null });
    expect(chooseDataDir(FOUND, found)).toBe(jupyter.environmentDataDir);
    expect(chooseDataDir({ kind: "user" }, found)).toBe(jupyter.userDataDir);
    const nowhere = found && {
      ...found,
      dataDirs: [join(built, "package.json", "inside a file"), jupyter.userDataDir],
    };
    expect(chooseDataDir(FOUND, nowhere)).toBe(jupyter.userDataDir);
  });
  it("asks for a Jupyter when there is none, but for --prefix", () => {
    expect(() => chooseDataDir(FOUND, null)).toThrow("No Jupyter was found on PATH; activate its environment");
    expect(chooseDataDir({ kind: "prefix", prefix: "/p" }, null)).toBe(join("/p", "share", "jupyter"));
  });
});

describe("formatChecks", () => {
  it("puts the command that mends it under each missing part", () => {
    const text = formatChecks([
      { name: "Node", ok: true, found: "20.20.2", remedy: null },
      { name: "kernelspec", ok: false, found: "not installed", remedy: "npx datacrafter install" },
    ]);
    expect(text.split("\n")).toEqual([
      "ok       Node        20.20.2",
      "missing  kernelspec  not installed",
      "                     mend it: npx datacrafter install",
      "",
      "1 of 2 missing.",
    ]);
  });
});
