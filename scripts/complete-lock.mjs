import { readFileSync, writeFileSync } from "node:fs";
import { ROOT } from "./steps/set-up.mjs";
import { completeLock } from "./support/complete-lock.mjs";

// Run it after "npm install" (node scripts/complete-lock.mjs): npm leaves out of package-lock.json the binaries for other systems that
// its registry did not offer at that moment, and "npm ci" then refuses the file everywhere.
const path = `${ROOT}/package-lock.json`;
const { lock, added } = completeLock(JSON.parse(readFileSync(path, "utf8")));
if (added.length > 0) writeFileSync(path, `${JSON.stringify(lock, null, 2)}\n`);
console.log(added.length === 0 ? "package-lock.json is complete" : `added to package-lock.json: ${added.join(", ")}`);
