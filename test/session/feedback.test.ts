import { generatedOf, idsOf, sessionBench } from "./session-bench.js";

// every image is flushed to disk, which a busy machine makes slow
jest.setTimeout(30_000);

const bench = sessionBench();

describe("feedback", () => {
  it("is kept over closing, and undone act by act", async () => {
    const session = await bench.open();
    await session.expand({ perImage: 1 });
    const ids = idsOf(generatedOf(session));
    expect(session.reject(ids.slice(0, 3))).toBe(3);
    expect(session.want(ids.slice(2, 4))).toBe(2);
    expect(session.clear(ids.slice(0, 1))).toBe(1);
    await session.close();
    const again = await bench.open();
    const feedback = (): string =>
      generatedOf(again)
        .map(({ feedback }) => feedback[0])
        .join("");
    expect(feedback()).toBe("nrwwnn");
    expect(again.undo()).toBe("clear 1 image");
    expect(feedback()).toBe("rrwwnn");
    expect(again.undo()).toBe("want 2 images");
    expect(feedback()).toBe("rrrnnn");
    expect(again.undo()).toBe("reject 3 images");
    expect(again.undo()).toBeNull();
    expect(feedback()).toBe("nnnnnn");
  });

  it("is redone act by act, after closing too, until a new act ends the line", async () => {
    const session = await bench.open();
    await session.expand({ perImage: 1 });
    const ids = idsOf(generatedOf(session));
    session.reject(ids.slice(0, 3));
    session.want(ids.slice(2, 4));
    session.undo();
    session.undo();
    await session.close();
    const again = await bench.open();
    const feedback = (): string =>
      generatedOf(again)
        .map(({ feedback }) => feedback[0])
        .join("");
    expect(again.redo()).toBe("reject 3 images");
    expect(feedback()).toBe("rrrnnn");
    expect(again.redo()).toBe("want 2 images");
    expect(feedback()).toBe("rrwwnn");
    expect(again.redo()).toBeNull();
    again.undo();
    again.clear(ids.slice(0, 1));
    expect(again.redo()).toBeNull();
    expect(feedback()).toBe("nrrnnn");
    expect(again.events.slice(-3).map(({ label }) => label)).toEqual([
      "redo: want 2 images",
      "undo: want 2 images",
      "clear 1 image",
    ]);
  });

  it("names unknown ids and changes nothing; leaves originals alone", async () => {
    const session = await bench.open();
    await session.expand({ perImage: 1 });
    const [original] = session.images;
    const [generated] = generatedOf(session);
    expect(() => session.reject([generated.id, "nope"])).toThrow(
      /no image "nope" in this session; nothing was changed/,
    );
    expect(generatedOf(session)[0].feedback).toBe("none");
    expect(() => session.reject([original.id])).toThrow(/is an original/);
    expect(session.reject([original.id, generated.id])).toBe(1);
    expect(session.images[0].feedback).toBe("none");
  });
});
