import { kernelSpec } from "../../kernel-helpers/src/jupyter/kernel-spec.js";
import { toCharacterOffset, toUtf16Offset } from "../../kernel-helpers/src/jupyter/text-offset.js";

describe("kernelSpec", () => {
  it("starts the entry with the connection file Jupyter puts in", () => {
    expect(kernelSpec("/opt/node", "/app/kernel.js")).toMatchObject({
      argv: ["/opt/node", "/app/kernel.js", "--config-path", "{connection_file}"],
      display_name: "DataCrafter (TypeScript)",
      language: "typescript",
      interrupt_mode: "signal",
    });
  });
});

describe("text offsets", () => {
  it("count a fox as one character and two UTF-16 units", () => {
    expect(toUtf16Offset("🦊a🦊", 2)).toBe(3);
    expect(toCharacterOffset("🦊a🦊", 3)).toBe(2);
  });
});
