import "./browser-stand-ins";

import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import * as kernelSide from "../../kernel-helpers/src/jupyter/annotator-protocol";
import type { AnnotatorModel } from "../../widgets/src/annotator/annotator-model";
import { AnnotatorView } from "../../widgets/src/annotator/annotator-view";
import { findLabels, LABEL_KEYS, offeredLabels } from "../../widgets/src/annotator/offered-labels";
import * as browserSide from "../../widgets/src/annotator/protocol";
import { FakeAnnotatorKernel, openAnnotatorModel } from "./fake-annotator-kernel";
import { settle } from "./settle";

type Image = browserSide.AnnotatorImage;

const imagesOf = (n: number, patch: Partial<Image> = {}): Image[] =>
  Array.from({ length: n }, (_, i) => ({ id: `${i}.png`, suggested: [], answer: null, ...patch }));

interface Opened {
  readonly kernel: FakeAnnotatorKernel;
  readonly model: AnnotatorModel;
  readonly view: AnnotatorView;
  readonly root: HTMLElement;
  press(key: string, target?: Element, more?: KeyboardEventInit): Promise<void>;
  find(selector: string): HTMLElement;
  chip(label: string): HTMLButtonElement;
  title(): string | null;
}

async function open(
  images: readonly Image[] = imagesOf(4),
  vocabulary: readonly string[] = ["cat", "dog"],
  prepare: (kernel: FakeAnnotatorKernel) => void = () => {},
): Promise<Opened> {
  const kernel = new FakeAnnotatorKernel(images, vocabulary);
  prepare(kernel);
  return { kernel, ...(await show(openAnnotatorModel(kernel))) };
}

async function show(model: AnnotatorModel): Promise<Omit<Opened, "kernel">> {
  const view = new AnnotatorView({ model, options: {} } as never);
  view.render();
  document.body.replaceChildren(view.el);
  await settle();
  const root = view.el as HTMLElement;
  const find = (selector: string): HTMLElement => {
    const found = root.querySelector<HTMLElement>(selector);
    if (!found) throw new Error(`no ${selector}`);
    return found;
  };
  return {
    model,
    view,
    root,
    find,
    async press(key, target = root, more = {}) {
      target.dispatchEvent(new KeyboardEvent("keydown", { key, bubbles: true, cancelable: true, ...more }));
      await settle();
    },
    chip: (label) => {
      const found = [...root.querySelectorAll<HTMLButtonElement>(".dc-tag")].find(({ title }) => title === label);
      if (!found) throw new Error(`no chip ${label}`);
      return found;
    },
    title: () => find(".dc-title").textContent,
  };
}

const isPressed = (chip: HTMLElement): boolean => chip.getAttribute("aria-pressed") === "true";

describe("the annotator", () => {
  it("says the same numbers as the kernel", () => {
    expect(browserSide).toMatchObject({ ...kernelSide });
  });

  it("shows the first image without an answer, with its place, progress and picture", async () => {
    const images = imagesOf(4).map((image, i) => (i < 2 ? { ...image, answer: i === 0 ? ["cat"] : "skipped" } : image));
    const { find, title } = await open(images as Image[]);
    expect(title()).toBe("Image 3 of 4");
    expect(find(".dc-status").textContent).toBe("1 annotated, 1 skipped");
    expect(find("[role=progressbar]").getAttribute("aria-valuetext")).toBe("2 of 4");
    expect(find(".dc-progress-fill").style.width).toBe("50%");
    expect(find("img.dc-picture").getAttribute("alt")).toBe("Image 3 of 4");
    expect(find("[role=status]").getAttribute("aria-live")).toBe("polite");
  });

  it("marks suggestions and chooses none of them", async () => {
    const { chip, find, kernel, press, title } = await open(imagesOf(2, { suggested: ["dog", "grass"] }));
    expect(chip("dog").classList).toContain("dc-suggested");
    expect(chip("grass").textContent).toContain("suggested");
    expect(chip("cat").classList).not.toContain("dc-suggested");
    expect(["cat", "dog", "grass"].map((label) => isPressed(chip(label)))).toEqual([false, false, false]);
    await press("Enter"); // nothing is kept that nobody chose
    expect(kernel.asked("answer")).toEqual([]);
    expect(title()).toBe("Image 1 of 2");
    expect(find(".dc-message-text").textContent).toMatch(/Nothing is chosen yet.*N.*S/);
  });

  it("chooses by click and by key, and keeps with Enter, Space or the right arrow", async () => {
    const { chip, kernel, press, title } = await open();
    chip("dog").click();
    await press("1");
    expect(isPressed(chip("cat")) && isPressed(chip("dog"))).toBe(true);
    await press("2");
    expect(isPressed(chip("dog"))).toBe(false);
    await press("Enter");
    await press("&", undefined, { code: "Digit1" }); // a French keyboard's 1
    await press(" ");
    await press("2");
    await press("ArrowRight");
    expect(kernel.asked("answer")).toEqual([
      { kind: "answer", id: "0.png", labels: ["cat"] },
      { kind: "answer", id: "1.png", labels: ["cat"] },
      { kind: "answer", id: "2.png", labels: ["dog"] },
    ]);
    expect(title()).toBe("Image 4 of 4");
  });

  it("shows the next image only when the kernel has kept the answer, and takes no keys for it before", async () => {
    const { kernel, chip, press, title } = await open();
    kernel.isAnswering = false;
    await press("1");
    await press("Enter");
    await press("2");
    await press("Enter");
    expect(title()).toBe("Image 1 of 4");
    expect(kernel.asked("answer")).toHaveLength(1);
    await kernel.catchUp();
    await settle();
    expect(title()).toBe("Image 2 of 4");
    expect(isPressed(chip("dog"))).toBe(false);
  });

  it("stays with what was chosen when it could not be kept, and says why", async () => {
    const { chip, find, press, title } = await open(imagesOf(2), ["cat"], ({ failures }) =>
      failures.set("answer", "no space left on device"),
    );
    await press("1");
    await press("Enter");
    expect(title()).toBe("Image 1 of 2");
    expect(isPressed(chip("cat"))).toBe(true);
    expect(find(".dc-message-text").textContent).toBe("no space left on device");
    expect(find(".dc-message").hidden).toBe(false);
    expect(find(".dc-message").dataset.level).toBe("error");
  });

  it("chooses nothing more for an image while its answer is on its way, whether that is kept or not", async () => {
    const { kernel, model, press } = await open(imagesOf(2), ["cat", "dog"], ({ failures }) =>
      failures.set("answer", "no space left on device"),
    );
    kernel.isAnswering = false;
    await press("1");
    await press("Enter");
    await press("2");
    await kernel.catchUp();
    await settle();
    expect([model.place, model.chosen]).toEqual([0, ["cat"]]);
  });

  it("takes over what another tab of the kernel answered, and stays at its image", async () => {
    const { kernel, chip, find, title } = await open();
    kernel.say({ kind: "answer", id: "0.png", answer: ["dog", "pond"], isUndo: false });
    kernel.setState({ annotated: 1 });
    await settle();
    expect(title()).toBe("Image 1 of 4");
    expect(["cat", "dog", "pond"].map((label) => isPressed(chip(label)))).toEqual([false, true, true]);
    expect(find("[role=progressbar]").getAttribute("aria-valuetext")).toBe("1 of 4");
    kernel.say({ kind: "answer", id: "3.png", answer: null, isUndo: true });
    await settle();
    expect(title()).toBe("Image 1 of 4");
  });

  it("has keys for nothing of this, skip, back and undo", async () => {
    const { kernel, chip, press, title } = await open();
    await press("n");
    await press("S");
    expect(kernel.answers).toEqual(
      new Map<string, unknown>([
        ["0.png", []],
        ["1.png", "skipped"],
      ]),
    );
    await press("1");
    await press("ArrowLeft"); // what was chosen there stays
    expect(title()).toBe("Image 2 of 4");
    await press("z");
    expect(kernel.answers.has("1.png")).toBe(false);
    expect(title()).toBe("Image 2 of 4");
    await press("z");
    expect(title()).toBe("Image 1 of 4");
    await press("z"); // nothing is left
    expect(kernel.asked("undo")).toHaveLength(2);
    await press("n");
    await press("s");
    expect(title()).toBe("Image 3 of 4");
    expect(isPressed(chip("cat"))).toBe(true);
  });

  it("shows what is kept of an image that is looked at again, and sends it only when it changed", async () => {
    const { kernel, chip, press, title } = await open();
    await press("1");
    await press("Enter");
    await press("ArrowLeft");
    expect(isPressed(chip("cat"))).toBe(true);
    await press("ArrowRight");
    expect([title(), kernel.asked("answer").length]).toEqual(["Image 2 of 4", 1]);
    await press("ArrowLeft");
    await press("2");
    await press("ArrowRight");
    expect(kernel.asked("answer").at(-1)).toEqual({ kind: "answer", id: "0.png", labels: ["cat", "dog"] });
  });

  it("goes from the last image to the first open one, and ends when all are done", async () => {
    const { find, press, title, model } = await open(imagesOf(3));
    await press("n");
    await press("s");
    await press("ArrowLeft");
    model.place = 2; // as after a long walk
    await press("1");
    await press("Enter");
    expect(title()).toBe("All 3 images are done");
    expect(find(".dc-standing").textContent).toContain("2 of 3 images annotated, 1 skipped. All answers are kept.");
    expect(find(".dc-desk").hidden).toBe(true);
    find(".dc-standing button").click();
    expect(title()).toBe("Image 2 of 3");
  });

  it("lets held keys, the browser's keys and buttons' own keys alone", async () => {
    const { kernel, find, press } = await open();
    await press("1");
    await press("Enter", undefined, { repeat: true });
    await press("n", undefined, { ctrlKey: true });
    await press("Enter", find(".dc-answers button:last-child"));
    expect(kernel.requests.filter(({ kind }) => kind === "answer")).toEqual([]);
  });

  it("keeps the notebook's shortcuts out, and the focus in", async () => {
    const { find, root, press } = await open();
    expect([root.dataset.lmSuppressShortcuts, root.tabIndex]).toEqual(["true", 0]);
    root.focus();
    await press("n");
    const previous = find(".dc-answers button") as HTMLButtonElement;
    previous.focus();
    previous.click(); // back at the first image, where Previous is switched off
    expect(previous.disabled).toBe(true);
    expect(document.activeElement).toBe(root);
  });

  it("has Space for the next image after a label was clicked with the mouse, and for the label after a key reached it", async () => {
    const { chip, root } = await open();
    const click = (detail: number): void => {
      chip("dog").focus();
      chip("dog").dispatchEvent(new MouseEvent("click", { bubbles: true, detail }));
    };
    click(1);
    expect(document.activeElement).toBe(root);
    click(0);
    expect(document.activeElement).toBe(chip("dog"));
  });
});

describe("the field for labels", () => {
  const VOCABULARY = Array.from({ length: 300 }, (_, i) => `label ${i}`);
  async function type(opened: Opened, text: string): Promise<HTMLInputElement> {
    const field = opened.find(".dc-finder") as HTMLInputElement;
    field.value = text;
    field.dispatchEvent(new Event("input", { bubbles: true }));
    await settle();
    return field;
  }

  it("finds labels of a large vocabulary; Enter takes the best and leaves the field ready", async () => {
    const opened = await open(imagesOf(2), VOCABULARY);
    expect(opened.root.querySelectorAll(".dc-tag")).toHaveLength(120);
    expect(opened.find(".dc-picker").textContent).toContain("180 more labels: type to find them.");
    await opened.press("/");
    expect(document.activeElement).toBe(opened.find(".dc-finder"));
    const field = await type(opened, "Label 299");
    expect(opened.root.querySelectorAll(".dc-tag")).toHaveLength(1);
    expect(opened.find(".dc-find .dc-hint").textContent).toBe("Enter: label 299");
    await opened.press("Enter", field);
    expect([isPressed(opened.chip("label 299")), field.value]).toEqual([true, ""]);
    await opened.press("Enter", field);
    expect(opened.kernel.asked("answer")).toEqual([{ kind: "answer", id: "0.png", labels: ["label 299"] }]);
    expect(document.activeElement).toBe(field);
  });

  it("adds what is not there with Enter, as the kernel cleaned it, for all images", async () => {
    const opened = await open();
    const field = await type(opened, "  Red   Ball ");
    expect(opened.find(".dc-find .dc-hint").textContent).toContain("add");
    await opened.press("Enter", field);
    expect(opened.kernel.asked("label")).toEqual([{ kind: "label", text: "red   ball" }]);
    expect([isPressed(opened.chip("red ball")), field.value]).toEqual([true, ""]);
    await opened.press("Enter", field);
    expect(opened.title()).toBe("Image 2 of 4");
    expect(isPressed(opened.chip("red ball"))).toBe(false);
  });

  it("adds the text as it is with Shift+Enter where Enter would take another label", async () => {
    const opened = await open();
    const field = await type(opened, "ca");
    expect(opened.find(".dc-find .dc-hint").textContent).toBe("Enter: cat; Shift+Enter: add \u201cca\u201d");
    await opened.press("Enter", field, { shiftKey: true });
    expect(isPressed(opened.chip("ca"))).toBe(true);
    expect(isPressed(opened.chip("cat"))).toBe(false);
  });

  it("types letters, though they are keys elsewhere, and is left with Esc", async () => {
    const opened = await open();
    const field = await type(opened, "n");
    await opened.press("n", field);
    await opened.press("1", field);
    expect(opened.kernel.asked("answer")).toEqual([]);
    expect(opened.model.chosen).toEqual([]);
    await opened.press("Escape", field);
    expect([document.activeElement, field.value]).toEqual([opened.root, ""]);
  });

  it("ranks the label itself, beginnings, words, then the rest", () => {
    const offered = offeredLabels(["scatter", "black cat", "cat tail", "cat"], [], []);
    const { labels, best, fresh } = findLabels(offered, " CAT ");
    expect(labels.map(({ label }) => label)).toEqual(["cat", "cat tail", "black cat", "scatter"]);
    expect([best, fresh]).toEqual(["cat", null]);
  });

  it("gives the same label the same key at every image, and N, S, Z to none", () => {
    const labels = Array.from({ length: 40 }, (_, i) => `${i}`);
    const keys = (suggested: string[]): unknown[] => offeredLabels(labels, suggested, []).map(({ key }) => key);
    expect(keys(["7", "x"]).slice(0, 40)).toEqual(keys([]));
    expect(keys([]).slice(0, 11)).toEqual([..."123456789", "a", "b"]);
    expect(keys([]).at(-1)).toBeNull();
    expect(LABEL_KEYS.filter((key) => "nsz".includes(key))).toEqual([]);
    expect(new Set(LABEL_KEYS).size).toBe(LABEL_KEYS.length);
  });
});

describe("pictures of the annotator", () => {
  it("are asked for when they are needed and two ahead, once each", async () => {
    const { kernel, press } = await open(imagesOf(5));
    expect(kernel.asked("pictures")).toEqual([
      { kind: "pictures", ids: ["0.png"] },
      { kind: "pictures", ids: ["1.png", "2.png"] },
    ]);
    await press("n");
    await press("ArrowLeft");
    expect(kernel.asked("pictures").slice(2)).toEqual([{ kind: "pictures", ids: ["3.png"] }]);
  });

  it("that cannot be read say why, and what to do", async () => {
    const { find, press, title } = await open(imagesOf(2), ["cat"], ({ unreadable }) => unreadable.add("0.png"));
    expect(find(".dc-stage").textContent).toBe("This image cannot be shown (it is no image). Skip it.");
    await press("s");
    expect([title(), find(".dc-stage img") !== null]).toEqual(["Image 2 of 2", true]);
  });

  it("are let go when the model is closed", async () => {
    const revoked = jest.spyOn(URL, "revokeObjectURL");
    const { model } = await open(imagesOf(3));
    await model.close();
    expect(revoked).toHaveBeenCalledTimes(3);
    revoked.mockRestore();
  });
});

describe("what strangers wrote", () => {
  const HOSTILE = "<img src=x onerror=window.hacked=1>";

  it("is shown as text", async () => {
    const { chip, root, press, find } = await open(imagesOf(2, { suggested: [`${HOSTILE}2`] }), [HOSTILE], (kernel) =>
      kernel.failures.set("answer", HOSTILE),
    );
    chip(HOSTILE).click();
    await press("Enter");
    expect(find(".dc-message-text").textContent).toBe(HOSTILE);
    expect(chip(HOSTILE).querySelector(".dc-tag-text")?.textContent).toBe(HOSTILE);
    expect(chip(`${HOSTILE}2`)).toBeDefined();
    expect(root.querySelectorAll("img[src=x]")).toHaveLength(0);
  });

  it("is written nowhere but as text, in the sources too", () => {
    const folder = join(__dirname, "../../widgets/src/annotator");
    const files = readdirSync(folder);
    expect(files.length).toBeGreaterThan(10);
    for (const file of files) {
      expect(readFileSync(join(folder, file), "utf8")).not.toMatch(/innerHTML|outerHTML|insertAdjacentHTML|\beval\b/);
    }
  });

  it.each([
    {},
    7,
    { kind: "set", images: [{ id: 1 }], vocabulary: [] },
    { kind: "set", images: [], vocabulary: "cat" },
    { kind: "answer", id: "0.png", answer: 3, isUndo: false },
    { kind: "pictures", images: [{ id: "0.png" }] },
    { kind: "toString" },
  ])("is left alone where it is no reply: %j", async (content) => {
    const { kernel, title } = await open();
    kernel.say(content);
    expect(title()).toBe("Image 1 of 4");
  });
});

describe("a page without its kernel", () => {
  it("shows where things stand when it was saved", async () => {
    const { find, title } = await show(openAnnotatorModel(null, { total: 50, annotated: 12, skipped: 1 }));
    expect(title()).toBe("Annotator");
    expect(find(".dc-standing").textContent).toContain("12 of 50 images annotated, 1 skipped. This is a saved view");
    expect(find(".dc-answers").hidden && find(".dc-desk").hidden).toBe(true);
  });

  it("says that the kernel is gone, and chooses nothing more", async () => {
    const { kernel, model, find, press, chip } = await open();
    kernel.isAnswering = false;
    await press("1");
    await press("Enter");
    model.comm_live = false;
    await settle();
    expect(find(".dc-message-text").textContent).toMatch(/The kernel is gone.*every answer given is kept/);
    expect(chip("dog").disabled).toBe(true);
    await press("2");
    expect(model.chosen).toEqual(["cat"]);
  });

  it("asks again when the kernel is back, and stays where it was", async () => {
    const { kernel, model, press, title } = await open();
    await press("n");
    model.comm_live = false;
    model.comm_live = true;
    await settle();
    expect(kernel.asked("hello")).toHaveLength(2);
    expect(title()).toBe("Image 2 of 4");
  });

  it("says when another cell took over", async () => {
    const { kernel, find } = await open();
    kernel.setState({ message: "Another cell annotates into this directory now." });
    await settle();
    expect(find(".dc-message-text").textContent).toContain("Another cell");
    expect(find(".dc-message").hidden).toBe(false);
  });

  it("hears nothing any more once the view is removed", async () => {
    const { model, root, view } = await open();
    const title = root.querySelector(".dc-title");
    const before = title?.textContent;
    view.remove();
    await model.answerNothing();
    expect(model.place).toBe(1);
    expect(title?.textContent).toBe(before);
  });
});
