import { judgeFolder } from "./judge-folder.mjs";
import { measureStability } from "./measure-stability.mjs";
import { projectFolder } from "./project-folder.mjs";
import { writeClusteredFolder } from "./write-clustered-folder.mjs";

/** What a task process can do, by the task's kind. Each takes the task and returns what survives a message. */
export const tasks = {
  project: projectFolder,
  judge: judgeFolder,
  stability: measureStability,
  make: writeClusteredFolder,
};
