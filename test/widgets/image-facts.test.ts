import { imageFacts } from "../../widgets/src/panels/image-facts";
import { openWorkbench } from "./fake-workbench";
import { settle } from "./settle";

describe("imageFacts", () => {
  it("shows the labeler's sentence and its labels as text, once they are here", async () => {
    const { model } = await openWorkbench();
    const [id] = model.map?.ids ?? [];
    expect(imageFacts(model, id).querySelector(".dc-facts-caption")).toBeNull();
    model.loadThumbnails([id]);
    await settle();
    const facts = imageFacts(model, id);
    expect(facts.querySelector(".dc-facts-caption")?.textContent).toMatch(/^A \w+ <b>stands<\/b> on bright grass\.$/);
    expect(facts.querySelector("b")).toBeNull();
    expect([...facts.querySelectorAll("li")].map((item) => item.textContent)).toContain("grass");
  });

  it("says of how many others it is a copy, once the kernel was asked", async () => {
    const { model } = await openWorkbench();
    const [id, other] = model.map?.ids ?? [];
    const copies = (of: string): string | null | undefined =>
      imageFacts(model, of).querySelector(".dc-facts-copies")?.textContent;
    expect(copies(id)).toBeUndefined();
    model.loadNeighbors(id);
    await settle();
    expect([copies(id), copies(other)]).toEqual(["nearly the same as another image", undefined]);
  });

  it("says how well the image fits its class, and what it looks like where that is another", async () => {
    const { model } = await openWorkbench();
    const [original, generated] = model.map?.ids ?? [];
    model.loadThumbnails([original, generated]);
    await settle();
    const scores = (id: string): string | null | undefined =>
      imageFacts(model, id).querySelector(".dc-facts-scores")?.textContent;
    expect(scores(original)).toBe("fits its class: 93 % \u00b7 distance 0.08");
    expect(scores(generated)).toBe("fits its class: 41 %, looks like dog \u00b7 distance 0.31");
  });
});
