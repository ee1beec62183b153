import { iterationRow } from "../../widgets/src/panels/iteration-row";
import { buttonNamed, openWorkbench } from "./fake-workbench";
import { settle } from "./settle";

describe("a note", () => {
  it("is written after Note is pressed, kept with Enter and given up with Esc", async () => {
    const { kernel, model, host, signal } = await openWorkbench();
    host.append(iterationRow(model, signal).element);
    const field = host.querySelector(".dc-note") as HTMLInputElement;
    const press = async (key: string): Promise<void> => {
      field.dispatchEvent(new KeyboardEvent("keydown", { key, bubbles: true }));
      await settle();
    };
    expect(field.hidden).toBe(true);
    buttonNamed(host, "Note").click();
    field.value = "half a th";
    await press("Escape");
    buttonNamed(host, "Note").click();
    expect([field.hidden, field.value]).toEqual([false, ""]);
    field.value = " too dark ";
    kernel.failures.set("note", "The session is closed.");
    await press("Enter");
    expect([field.hidden, field.value, model.notice?.text]).toEqual([false, " too dark ", "The session is closed."]);
    kernel.failures.clear();
    await press("Enter");
    expect(field.hidden).toBe(true);
    expect(kernel.asked("note")).toEqual([
      { kind: "note", text: "too dark" },
      { kind: "note", text: "too dark" },
    ]);
    expect(host.querySelector("[role=status]")?.textContent).toBe("Noted.");
  });
});
