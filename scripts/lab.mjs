import { start } from "./support/start.mjs";

start(() => import("./commands/lab.mjs"));
