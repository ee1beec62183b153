/** Something a person can act on: its message is one sentence that says what happened and what to do, and is all they get to see. */
export class Failure extends Error {
  /**
   * @param {string} sentence
   * @param {{ cause?: unknown, exitCode?: number }} [more]
   */
  constructor(sentence, { cause, exitCode = 1 } = {}) {
    super(sentence, { cause });
    this.name = "Failure";
    this.exitCode = exitCode;
  }
}
