/** A process for one task: takes it as a message, answers with one, and ends. Started by run-task.mjs. */
import { tasks } from "./tasks.mjs";

process.once("message", async (task) => {
  const reply = await answerTo(task);
  process.send(reply, () => process.exit(0));
});

async function answerTo(task) {
  try {
    return { answer: await tasks[task.kind](task) };
  } catch (error) {
    return { failure: error instanceof Error ? error.message : String(error) };
  }
}
