import { start } from "./support/start.mjs";

start(() => import("./commands/demo.mjs"));
