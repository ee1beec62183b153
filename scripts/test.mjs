import { start } from "./support/start.mjs";

start(() => import("./commands/test.mjs"));
