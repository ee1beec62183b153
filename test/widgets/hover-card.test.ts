import { hoverCard } from "../../widgets/src/panels/hover-card";
import { openWorkbench } from "./fake-workbench";

describe("hoverCard", () => {
  it("stands beside what stands for the image, a point or a picture, and does not cover it", async () => {
    const { model, host, signal } = await openWorkbench();
    const card = hoverCard(model, signal);
    host.append(card.element);
    host.getBoundingClientRect = () => ({ width: 800, height: 600 }) as DOMRect;
    const left = (halfWidth: number): number => {
      card.show({ id: "image-1", x: 100, y: 50, halfWidth });
      return Number.parseFloat(card.element.style.left);
    };
    expect(left(0)).toBeGreaterThan(100);
    expect(left(40)).toBe(left(0) + 40);
    card.show(null);
    expect(card.element.hidden).toBe(true);
  });
});
