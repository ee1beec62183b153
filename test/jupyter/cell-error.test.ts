import { describeDiagnostics, describeThrown, InterruptedError } from "../../kernel-helpers/src/jupyter/cell-error.js";

const RED = "\u001b[31m";
const PLAIN = "\u001b[39m";

describe("describeThrown", () => {
  it("names a class of errors that forgot to name itself", () => {
    class NetworkError extends Error {}
    expect(describeThrown(new NetworkError("down"))).toMatchObject({ ename: "NetworkError", evalue: "down" });
  });

  it("leaves out frames of Node and tslab", () => {
    const error = new Error("x");
    error.stack =
      "Error: x\n    at mine (cell-1:1:1)\n    at run (node:vm:12:3)\n    at execute (/a/node_modules/tslab/dist/executor.js:1:1)";
    expect(describeThrown(error).traceback.slice(1)).toEqual(["    at mine (cell-1:1:1)"]);
  });

  it.each([
    ["a string", "text", "'text'"],
    ["undefined", undefined, "undefined"],
    ["null", null, "null"],
  ])("shows %s that was thrown", (_, thrown, evalue) => {
    expect(describeThrown(thrown)).toEqual({ ename: "Thrown", evalue, traceback: [`${RED}Thrown${PLAIN}: ${evalue}`] });
  });

  it("ends with an error that is its own cause", () => {
    const error = new Error("loop");
    error.cause = error;
    expect(describeThrown(error).traceback.join("\n")).toContain("Caused by: Error: loop");
  });

  it("names the errors behind an AggregateError", () => {
    const trace = describeThrown(new AggregateError([new RangeError("one"), "two"], "all failed")).traceback.join("\n");
    expect(trace).toContain("Caused by: RangeError: one");
    expect(trace).toContain("Caused by: 'two'");
  });

  it.each([
    ["the signal's reason", new InterruptedError()],
    [
      "Node's own stop",
      Object.assign(new Error("Script execution was interrupted by `SIGINT`"), {
        code: "ERR_SCRIPT_EXECUTION_INTERRUPTED",
      }),
    ],
    ["tslab's stop", new Error("Interrupted asynchronously")],
  ])("tells an interruption by %s", (_, thrown) => {
    expect(describeThrown(thrown).ename).toBe("Interrupted");
  });
});

describe("describeDiagnostics", () => {
  const code = "const a = 1;\nconst b: number = 'x';";
  const second = { line: 2, column: 7, length: 1, message: "Not a number.", code: 2322 };

  it("gives place, line and mark of each complaint", () => {
    expect(describeDiagnostics([second], code)).toEqual({
      ename: "TypeScriptError",
      evalue: "2:7 - Not a number.",
      traceback: [
        `${RED}2:7${PLAIN} - TS2322: Not a number.`,
        "    const b: number = 'x';",
        `          ${RED}~${PLAIN}`,
      ],
    });
  });

  it("counts the others and names other files", () => {
    const other = { ...second, line: 9, fileName: "helper.ts" };
    const { evalue, traceback } = describeDiagnostics([second, other], code);
    expect(evalue).toBe("2:7 - Not a number. (and 1 more)");
    expect(traceback.at(-1)).toBe(`${RED}helper.ts 9:7${PLAIN} - TS2322: Not a number.`);
  });

  it("marks no further than the line goes", () => {
    const { traceback } = describeDiagnostics([{ ...second, line: 1, column: 11, length: 40 }], code);
    expect(traceback.at(-1)).toBe(`              ${RED}~~${PLAIN}`);
  });
});
