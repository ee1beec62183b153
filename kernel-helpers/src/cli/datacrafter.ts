#!/usr/bin/env node
import { verifySession } from "../session/verify-session.js";
import { chooseDataDir } from "./choose-data-dir.js";
import { diagnose } from "./diagnose.js";
import { findJupyter } from "./find-jupyter.js";
import { formatChecks } from "./format-checks.js";
import { HELP_TEXT } from "./help-text.js";
import { install, uninstall } from "./install.js";
import { reportModels } from "./models.js";
import { packageVersion } from "./package-places.js";
import { type Command, parseCommand } from "./parse-command.js";
import { runPull } from "./pull.js";

/** Runs one command of "npx datacrafter" and returns the exit code. */
async function main(words: readonly string[]): Promise<number> {
  const command = parseCommand(words);
  switch (command.name) {
    case "help":
      return say(HELP_TEXT);
    case "version":
      return say(packageVersion());
    case "install":
      return say(await runInstall(command));
    case "uninstall":
      return say(runUninstall(command));
    case "doctor": {
      const checks = diagnose(command);
      say(formatChecks(checks));
      return checks.every(({ ok }) => ok) ? 0 : 1;
    }
    case "pull":
      return runPull(command.model!, command.directory, process.stderr, say);
    case "models": {
      const report = await reportModels(command.isVerifying);
      say(report.text);
      return report.isWhole ? 0 : 1;
    }
    case "verify": {
      const report = await verifySession(command.session!);
      say(report.text);
      return report.isWhole ? 0 : 1;
    }
  }
}

async function runInstall(command: Command): Promise<string> {
  const dataDir = chooseDataDir(command.place, command.place.kind === "prefix" ? null : findJupyter(command));
  const written = await install(dataDir);
  return [
    ...written.map((folder) => `wrote ${folder}`),
    'Start (or restart) JupyterLab and choose the kernel "DataCrafter (TypeScript)"; "npx datacrafter doctor" checks every part.',
  ].join("\n");
}

function runUninstall(command: Command): string {
  const jupyter = command.place.kind === "prefix" ? null : findJupyter(command);
  const everywhere = command.place.kind === "found" && jupyter !== null;
  const dataDirs = everywhere ? jupyter.dataDirs : [chooseDataDir(command.place, jupyter)];
  const removed = dataDirs.flatMap(uninstall);
  return removed.length === 0 ? "Nothing to remove." : removed.map((folder) => `removed ${folder}`).join("\n");
}

function say(text: string): 0 {
  console.log(text);
  return 0;
}

main(process.argv.slice(2)).then(
  (code) => {
    process.exitCode = code;
  },
  (error: Error) => {
    console.error(process.env.DATACRAFTER_DEBUG ? error : `datacrafter: ${error.message}`);
    process.exitCode = 1;
  },
);
