import { shorten } from "../images/svg-text.js";
import { spreadOrder } from "../jupyter/spread-order.js";
import { type Child, type Element, h } from "./markup.js";
import type { RunStory, StoryImage, Thumbnails } from "./run-story.js";

/** Pictures of the samples in all, and of one class in one iteration. */
const MOST_SAMPLES = 320;
const MOST_PER_CELL = 6;
const MOST_CLASSES = 40;
const MOST_ITERATIONS = 8;
const MOST_REJECTED = 60;
const LONGEST_NAME = 40;
const LONGEST_PROMPT = 200;
const LABELS_SHOWN = 6;

/** Some images of one class and one iteration. */
export interface SampleCell {
  readonly iteration: number;
  readonly images: readonly StoryImage[];
}

export interface SampleRow {
  readonly className: string;
  /** originals, then each iteration shown */
  readonly cells: readonly SampleCell[];
}

/** Chooses a few images of each class and iteration, spread over those there are; rejected ones come last. */
export function chooseSamples({ classes, images, iterations }: RunStory): SampleRow[] {
  const shown = [0, ...iterations.slice(-MOST_ITERATIONS).map(({ index }) => index)];
  const names = classes.slice(0, MOST_CLASSES);
  const perCell = Math.max(1, Math.min(MOST_PER_CELL, Math.floor(MOST_SAMPLES / (shown.length * names.length))));
  return names.map((className) => ({
    className,
    cells: shown.map((iteration) => {
      const members = images.filter(
        (image) => image.split === "train" && image.className === className && image.iteration === iteration,
      );
      const kept = members.filter(({ feedback }) => feedback !== "rejected");
      const spread = [...pickSpread(kept), ...pickSpread(members.filter(({ feedback }) => feedback === "rejected"))];
      return { iteration, images: spread.slice(0, perCell) };
    }),
  }));
}

/** The latest rejected images, spread over classes. */
export function chooseRejected({ images }: RunStory): StoryImage[] {
  const rejected = images.filter(({ feedback }) => feedback === "rejected").reverse();
  return pickSpread(rejected).slice(0, MOST_REJECTED);
}

function pickSpread(images: readonly StoryImage[]): StoryImage[] {
  return spreadOrder(images.length).map((place) => images[place]);
}

/** A table of pictures: a row for each class, a column for the originals and for each iteration. */
export function sampleTable(rows: readonly SampleRow[], thumbnails: Thumbnails): Element {
  const iterations = rows[0]?.cells.map(({ iteration }) => iteration) ?? [];
  return h(
    "table",
    { class: "samples" },
    h("caption", null, "A few images of each class"),
    h(
      "thead",
      null,
      h(
        "tr",
        null,
        h("th", { scope: "col" }, "Class"),
        iterations.map((index) => h("th", { scope: "col" }, index === 0 ? "Originals" : `Iteration ${index}`)),
      ),
    ),
    h(
      "tbody",
      null,
      rows.map(({ className, cells }) =>
        h(
          "tr",
          null,
          h("th", { scope: "row" }, shorten(className, LONGEST_NAME)),
          cells.map(({ images }) =>
            h(
              "td",
              null,
              images.length === 0
                ? h("span", { class: "quiet" }, "none")
                : h(
                    "div",
                    { class: "pictures" },
                    images.map((image) => picture(image, thumbnails)),
                  ),
            ),
          ),
        ),
      ),
    ),
  );
}

/** Rejected images, each with what is known of it. @param reasons by image id */
export function rejectedList(
  images: readonly StoryImage[],
  thumbnails: Thumbnails,
  reasons: ReadonlyMap<string, string>,
): Element {
  return h(
    "ul",
    { class: "rejected" },
    images.map((image) => {
      const labels = image.labels.slice(0, LABELS_SHOWN).map((label) => shorten(label, LONGEST_NAME));
      const reason = reasons.get(image.id);
      return h(
        "li",
        null,
        picture(image, thumbnails),
        h(
          "p",
          null,
          h("b", null, shorten(image.className, LONGEST_NAME)),
          `, iteration ${image.iteration}`,
          reason ? [h("br", null), `Why: ${shorten(reason, LONGEST_PROMPT)}`] : null,
          image.prompt ? [h("br", null), `Asked for: ${shorten(image.prompt, LONGEST_PROMPT)}`] : null,
          labels.length > 0 ? [h("br", null), `Seen: ${labels.join(", ")}`] : null,
        ),
      );
    }),
  );
}

function picture(image: StoryImage, thumbnails: Thumbnails): Child {
  const source = thumbnails.get(image.id);
  const text = describe(image);
  const status = image.feedback === "none" ? "" : ` ${image.feedback}`;
  if (source === undefined) return h("span", { class: "missing" }, `${text}: the file cannot be read`);
  return h("img", {
    src: source,
    alt: text,
    title: text,
    loading: "lazy",
    class: `thumbnail ${image.origin}${status}`,
  });
}

function describe(image: StoryImage): string {
  const name = shorten(image.className, LONGEST_NAME);
  if (image.origin === "original") return `${name}, an original`;
  const verdict = image.feedback === "none" ? "" : `, ${image.feedback}`;
  return `${name}, generated in iteration ${image.iteration}${verdict}: ${shorten(image.prompt ?? "", LONGEST_PROMPT)}`;
}
