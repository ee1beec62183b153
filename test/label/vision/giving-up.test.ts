import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { LabelledImage } from "../../../kernel-helpers/src/types.js";
import { type Asked, broken, busy, type Fault, refusal } from "./chat-faults.js";
import { openScene, type Scene } from "./labelling.js";
import { fastClock } from "./numbered-files.js";
import { truthOf } from "./numbered-image.js";

let scene: Scene;
afterEach(async () => {
  delete process.env.TEST_VISION_KEY;
  await scene.end();
});

const rejected: Fault = { status: 400, body: { error: { message: "image too odd" } } };

describe("a run in which", () => {
  it("no server listens ends with one sentence, after the tries of one image", async () => {
    scene = await openScene();
    await scene.server.stop();
    await expect(scene.label(50)).rejects.toThrow(
      /^visionLanguage\(fake-vision\): no server listens at 127\.0\.0\.1:\d+; start it, or correct the address\. No further try: the image's 6 tries are used up\.$/,
    );
  });

  it("the key is missing ends before anything is asked, says what to set, and who needs none", async () => {
    scene = await openScene();
    await expect(scene.label(50, { apiKeyVariable: "TEST_VISION_KEY" })).rejects.toThrow(
      /^visionLanguage\(fake-vision\): no key in the environment variable TEST_VISION_KEY; set it before JupyterLab starts.*Labelers that need none: imageStatistics\(\)/,
    );
    expect(scene.server.seen).toEqual([]);
  });

  it.each([
    ["the key is wrong", { key: "right" }, {}, /401 \(check the key\)/],
    [
      "the model is unknown",
      {},
      { model: "gpt-99" },
      /404 \(check the address and the model's name\): The model `gpt-99`/,
    ],
    ["the account is empty", { fault: () => noMoney }, {}, /429: You exceeded/],
    [
      "the server points elsewhere",
      { fault: () => elsewhere },
      {},
      /a redirect to elsewhere\.example; it is not followed/,
    ],
  ])("%s ends after one request", async (_, server, options, words) => {
    scene = await openScene(server);
    await expect(scene.label(50, options)).rejects.toThrow(words);
    expect(scene.server.seen).toHaveLength(1);
  });

  it("the key is missing for the last images only gives the others, and those a reason", async () => {
    scene = await openScene();
    await scene.label(2);
    const { found } = await scene.label(4, { apiKeyVariable: "TEST_VISION_KEY" });
    expect(found.map(({ failure }) => failure === undefined)).toEqual([true, true, false, false]);
    expect(found[2].failure).toMatch(/^no key in the environment/);
    expect(found[3].failure).toMatch(/^Not asked for: no key in the environment/);
    expect(scene.server.seen).toHaveLength(2);
  });

  it("16 images fail one after another stops asking, and tells the rest why", async () => {
    scene = await openScene({ fault: (asked) => (asked.count > 5 ? rejected : null) });
    const { found } = await scene.label(60);
    expect(scene.server.asked).toHaveLength(5 + 16);
    expect(found.filter(({ failure }) => failure === undefined)).toHaveLength(5);
    expect(found[20].failure).toBe(`${scene.server.host} answered 400: image too odd.`);
    expect(found[59].failure).toMatch(
      /^Not asked for: 16 images failed one after another; the last: .* image too odd\.$/,
    );
  });

  it("all images fail alike is an error; single odd images among good ones are not", async () => {
    scene = await openScene({ fault: () => rejected });
    await expect(scene.label(60)).rejects.toThrow(/16 images failed one after another/);
    await scene.end();
    scene = await openScene({ fault: (asked) => (Number(asked.count) % 2 ? rejected : null) });
    expect((await scene.label(60)).found.filter(({ failure }) => failure)).toHaveLength(30);
  });

  it("the model refuses everything is no error: each image has its reason", async () => {
    scene = await openScene({ fault: refusal });
    const { found } = await scene.label(20);
    expect(found.every(({ failure }) => /refuses this image/.test(failure!))).toBe(true);
  });

  it("a file is no image, or gone, goes on with the others", async () => {
    scene = await openScene();
    const images = [...(await scene.images(2))];
    const broken = join(scene.folder, "broken.png");
    await writeFile(broken, "no image");
    images.splice(
      1,
      0,
      { id: "b", path: broken, className: "x" },
      { id: "c", path: join(scene.folder, "gone.png"), className: "x" },
    );
    const found = await scene.make().label(images);
    expect(found.map(({ labels }) => labels.length)).toEqual([4, 0, 0, 4]);
    expect(found[1].failure).toMatch(/broken\.png cannot be read as an image/);
    expect(found[2].failure).toMatch(/gone\.png cannot be read.*ENOENT/);
  });

  it("the total budget is used up gives the rest that reason", async () => {
    scene = await openScene();
    const { found, labeler } = await scene.label(5, { totalBudget: { attempts: 2 } });
    expect(found.map(({ failure }) => failure)).toEqual([
      undefined,
      undefined,
      ...Array(3).fill("Not asked for: the labeler's 2 tries are used up."),
    ]);
    expect(scene.server.asked).toHaveLength(2);
    await expect(labeler.label((await scene.images(5)).slice(2))).rejects.toThrow("the labeler's 2 tries are used up");
    expect((await labeler.label(await scene.images(2))).map(({ labels }) => labels[0])).toEqual(["cat", "dog"]);
  });

  it("the person stops keeps what was done, and asks for the rest only", async () => {
    scene = await openScene({ delayMs: 5 });
    const controller = new AbortController();
    const images = await scene.images(20);
    const told: LabelledImage[] = [];
    const onImage = (_: number, found: LabelledImage): void => {
      if (told.push(found) === 5) controller.abort(new Error("enough"));
    };
    await expect(scene.make().label(images, { signal: controller.signal, onImage })).rejects.toThrow("enough");
    expect(told).toHaveLength(5);
    const progress: number[] = [];
    const found = await scene.make().label(images, { onProgress: (done, total) => progress.push(done / total) });
    expect(found.map(({ labels }) => labels)).toEqual(images.map((__, number) => truthOf(number).labels));
    expect([...scene.server.askedAgain]).toEqual([]);
    expect(progress).toHaveLength(20);
    expect(progress.at(-1)).toBe(1);
  });

  it("a request waits when the person stops ends at once, and is no failure", async () => {
    scene = await openScene({ fault: () => "hang" });
    const controller = new AbortController();
    setTimeout(() => controller.abort(new Error("enough")), 100);
    await expect(
      scene.make({}, fastClock(1)).label(await scene.images(3), { signal: controller.signal }),
    ).rejects.toThrow("enough");
  });

  it("the caller cannot keep what it is told ends with the caller's error", async () => {
    scene = await openScene();
    const onImage = (): never => {
      throw new Error("the session is closed");
    };
    await expect(scene.make().label(await scene.images(5), { onImage })).rejects.toThrow("the session is closed");
    expect(scene.server.asked).toHaveLength(1);
  });
});

describe("a server that asks for quiet", () => {
  it("gets it from all images, those that waited for less included", async () => {
    const came: [number, number][] = [];
    const fault = (asked: Asked): Fault | null => {
      came.push([asked.turn, performance.now()]);
      if (asked.turn > 1) return null;
      return asked.count === 4 ? busy(5) : broken(); // three wait about a second, the fourth is asked for five
    };
    scene = await openScene({ fault });
    const found = await scene.make({ concurrency: 4 }, fastClock(5)).label(await scene.images(4));
    expect(found.every(({ failure }) => failure === undefined)).toBe(true);
    const times = came.map(([, at]) => at - came[3][1]);
    expect(came.map(([turn]) => turn)).toEqual([1, 1, 1, 1, 2, 2, 2, 2]);
    expect(Math.min(...times.slice(4))).toBeGreaterThan(950); // 5 s at fivefold speed
  });
});

const noMoney: Fault = {
  status: 429,
  body: { error: { code: "insufficient_quota", message: "You exceeded your quota." } },
};
const elsewhere: Fault = { status: 307, headers: { location: "http://elsewhere.example/v1" }, body: "" };
