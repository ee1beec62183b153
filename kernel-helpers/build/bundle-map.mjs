/** Makes one small script of the program that explores a map in a page, for the pages to carry: dist/report/browser/explore-map.js. */
import { fileURLToPath } from "node:url";
import { bundleScript } from "./bundle-script.mjs";

const here = (path) => fileURLToPath(new URL(path, import.meta.url));
await bundleScript(
  here("../src/report/browser/explore-map.ts"),
  here("../dist/report/browser"),
  "explore-map.js",
  "production",
);
