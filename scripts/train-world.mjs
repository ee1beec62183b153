import { start } from "./support/start.mjs";

start(() => import("./commands/train-world.mjs"));
