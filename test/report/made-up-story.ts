import type { ReportStory, StoryImage, StoryMap } from "../../kernel-helpers/src/report/run-story.js";
import type { Iteration } from "../../kernel-helpers/src/types.js";

/** What a stranger may write into a class, a label, a prompt or a reason. */
export const HOSTILE =
  '</script><script>window.hacked=1</script><img src=x onerror="window.hacked=1">"\'&amp; \u2028\u2029]]> <!-- javascript:window.hacked=1';

/** One original and one generated image per class, then more generated ones until there are enough. */
export function madeUpImages(count: number, classes: readonly string[], prompt: (i: number) => string): StoryImage[] {
  return Array.from({ length: count }, (_, i): StoryImage => {
    const isOriginal = i < classes.length;
    return {
      id: `image-${i}`,
      path: `/nowhere/${i}.png`,
      className: classes[i % classes.length],
      split: "train",
      contentHash: "",
      origin: isOriginal ? "original" : "generated",
      width: 64,
      height: 64,
      iteration: isOriginal ? 0 : 1 + (i % 2),
      labels: [`label ${i % 40}`, `label ${(7 * i) % 61}`],
      caption: null,
      labelFailure: null,
      feedback: isOriginal ? "none" : i % 5 === 0 ? "rejected" : i % 7 === 0 ? "wanted" : "none",
      sourceId: isOriginal ? null : `image-${i % classes.length}`,
      prompt: isOriginal ? null : prompt(i),
      templateId: null,
      phrases: null,
      seed: isOriginal ? null : i,
      generator: isOriginal ? null : "fake",
      parameters: null,
      seconds: null,
    };
  });
}

export function madeUpMap(images: readonly StoryImage[], iteration: number): StoryMap {
  return {
    iteration,
    imageIds: images.map(({ id }) => id),
    positions: Float32Array.from({ length: 2 * images.length }, (_, i) => Math.sin(12.9898 * (i + 1)) * 43.7),
    labels: [{ text: "label 1", x: 0, y: 0, images: 3 }],
  };
}

function madeUpIterations(): Iteration[] {
  const measures = { informativeness: 0.2, diversity: 0.1, distance: 0.05, classConsistency: 0.9 };
  return [1, 2].map((index) => ({
    index,
    perImage: 1,
    status: "complete",
    isActive: true,
    startedAt: Date.UTC(2026, 0, index),
    generated: 11,
    failed: 0,
    seconds: 12,
    dollars: 0.5,
    measures: { ...measures, diversity: 0.1 * index },
  }));
}

/** A run of two iterations. */
export function madeUpStory(changes: Partial<ReportStory> = {}): ReportStory {
  const classes = ["cat", "dog"];
  const images = madeUpImages(24, classes, (i) => `a photo of animal ${i}`);
  return {
    name: "pets",
    classes,
    images,
    iterations: madeUpIterations(),
    templates: [
      {
        id: "t1",
        className: "cat",
        text: "a [bright | dark] {class}",
        status: "replaced",
        parentId: null,
        why: [],
        iteration: 0,
      },
      {
        id: "t2",
        className: "cat",
        text: "a [bright] {class}",
        status: "active",
        parentId: "t1",
        why: ["'dark' is in 9 of 11 rejected"],
        iteration: 1,
      },
    ],
    maps: [madeUpMap(images.slice(0, 12), 1), madeUpMap(images, 2)],
    writtenAt: Date.UTC(2026, 0, 3, 4, 5),
    version: "0.0.0",
    seed: 3,
    helpers: { generator: "fake", embedder: "fake-2d", labeler: "fake-words", editor: "fake-editor" },
    evaluation: null,
    spent: madeUpIterations(),
    effort: [],
    notes: [],
    reasons: new Map(),
    ...changes,
  };
}
