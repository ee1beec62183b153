import { execFileSync } from "node:child_process";
import { accessSync, constants } from "node:fs";
import { delimiter, join } from "node:path";

/**
 * A Chromium of the system ($CHROMIUM_PATH, then PATH), else the one inside the npm package @sparticuz/chromium: no browser download is needed.
 * @throws Error when neither is there, saying what to do
 */
export function findChromium(): { executablePath: string; args: string[] } {
  const system = process.env.CHROMIUM_PATH ?? onPath(["chromium", "chromium-browser", "google-chrome"]);
  if (system) return { executablePath: system, args: ["--no-sandbox"] };
  return packagedChromium();
}

function onPath(names: readonly string[]): string | undefined {
  for (const folder of (process.env.PATH ?? "").split(delimiter)) {
    for (const name of names) if (isExecutable(join(folder, name))) return join(folder, name);
  }
  return undefined;
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

/** The package is an ES module whose executablePath() is a promise; Playwright's config is read synchronously, so a short Node process asks it. */
function packagedChromium(): { executablePath: string; args: string[] } {
  const script = `const { default: chromium } = await import("@sparticuz/chromium");
    console.log(JSON.stringify({ executablePath: await chromium.executablePath(), args: chromium.args }));`;
  try {
    const printed = execFileSync(process.execPath, ["--input-type=module", "-e", script], { encoding: "utf8" });
    const found = JSON.parse(printed) as { executablePath: string; args: string[] };
    // those two are for serverless hosts: one breaks contexts, the other picks the old headless mode
    return { ...found, args: found.args.filter((arg) => !/single-process|headless/.test(arg)) };
  } catch (cause) {
    throw new Error(
      "No Chromium: install Debian's chromium, or set CHROMIUM_PATH, or run npm ci so that @sparticuz/chromium is there.",
      { cause },
    );
  }
}
