import * as aq from "arquero";
import { escapeHtml, mimeBundle } from "../../kernel-helpers/src/jupyter/mime-bundle.js";

describe("mimeBundle", () => {
  it.each([
    ["a number", 5, "5"],
    ["a string", "a'b", '"a\'b"'],
    ["an object", { a: [1] }, "{ a: [ 1 ] }"],
    ["null", null, "null"],
  ])("shows %s as Node prints it", (_, value, text) => {
    expect(mimeBundle(value)).toEqual({ "text/plain": text });
  });

  it("asks a value for its own bundle, with itself as this, and adds text", () => {
    const value = {
      title: "t",
      toMimeBundle() {
        return { "text/html": this.title };
      },
    };
    expect(mimeBundle(value)).toEqual({ "text/html": "t", "text/plain": expect.stringContaining("toMimeBundle") });
  });

  it("knows the method other TypeScript kernels ask for", () => {
    expect(mimeBundle({ [Symbol.for("Jupyter.display")]: () => ({ "text/plain": "shown" }) })).toEqual({
      "text/plain": "shown",
    });
  });

  it("waits for a bundle that needs time, and turns bytes into base64", async () => {
    const bundle = mimeBundle({
      toMimeBundle: async () => ({ "text/plain": "p", "image/png": new Uint8Array([1, 2, 3]) }),
    });
    await expect(bundle).resolves.toEqual({ "text/plain": "p", "image/png": "AQID" });
  });

  it("shows at most 50 rows of a table and says how many there are", () => {
    const bundle = mimeBundle(aq.table({ n: Array.from({ length: 60 }, (_, index) => index) }));
    expect(String(bundle["text/html" as never]).match(/<tr>/g)).toHaveLength(51);
    expect(bundle).toMatchObject({ "text/plain": expect.stringContaining("60 rows x 1 columns, the first 50 shown") });
  });

  it("lets no markup through from a table's cells or column names", () => {
    const html = String(
      (mimeBundle(aq.table({ "<img src=x>": ["<script>"] })) as Record<string, unknown>)["text/html"],
    );
    expect(html).not.toMatch(/<(img|script)/);
  });
});

describe("escapeHtml", () => {
  it("leaves nothing that HTML reads as markup, in attributes neither", () => {
    expect(escapeHtml(`<a href="x" id='y'>&`)).not.toMatch(/[<>"']|&(?!#\d+;)/);
  });
});
