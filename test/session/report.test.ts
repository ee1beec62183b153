import { mkdir, readdir, readFile, rm, stat, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { SessionOptions } from "../../kernel-helpers/src/session/open-session.js";
import type { Session } from "../../kernel-helpers/src/session/session.js";
import { sessionBench } from "./session-bench.js";

// every image is flushed to disk, which a busy machine makes slow
jest.setTimeout(30_000);

const bench = sessionBench({ test: 2 });
let session: Session;

async function open(options: SessionOptions = {}): Promise<void> {
  session = await bench.open(options);
}

const rejectFirst = (): number =>
  session.reject(
    session.images
      .filter(({ origin }) => origin === "generated")
      .map(({ id }) => id)
      .slice(0, 1),
  );

describe("session.report", () => {
  it("writes one page with the story so far, accuracy included, and says how large it is", async () => {
    await open();
    await session.expand({ perImage: 1 });
    rejectFirst();
    await session.evaluate();
    const path = join(bench.folder, "out", "report.html");
    const written = await session.report(path);
    const html = await readFile(path, "utf8");
    expect(written).toEqual({ path, bytes: (await stat(path)).size });
    expect(html).toContain("6 new images were generated in 1 iteration; 1 was rejected");
    expect(html).toContain("Accuracy on 4 test images after iteration 1 (vectors: fake-2d)");
    expect(html.match(/src="data:image\/webp/g)!.length).toBe(12 + 1); // all images of the map, and the rejected one again
    expect(html).toContain('src="data:image/png');
    expect(session.events.at(-1)).toMatchObject({ kind: "report", changes: [] });
    expect(Object.keys(session.effort().at(-1)!.acts)).toEqual(["reject"]); // writing a report is the machine's work
  });

  it("says why an image was rejected, and nothing of what was set aside but its cost", async () => {
    await open();
    await session.expand({ perImage: 1 });
    const [image] = session.images.filter(({ origin }) => origin === "generated");
    session.reject([image.id], { reason: "it has <three> ears" });
    await session.expand({ perImage: 1 });
    await session.evaluate();
    session.note("Try fewer sketches.");
    session.goBack(1);
    await session.report(join(bench.folder, "report.html"));
    const html = await readFile(join(bench.folder, "report.html"), "utf8");
    expect(html).toContain("Why: it has &lt;three");
    expect(html).toContain("6 new images were generated in 1 iteration;");
    expect(html).toContain("2, set aside");
    expect(html).toContain("Not evaluated yet"); // what was evaluated was another set
    expect(html).toContain("Try fewer sketches.");
  });

  it("tells nothing of this machine, and no key", async () => {
    process.env.OPENAI_API_KEY = "sk-test-4711-4711-4711";
    await open();
    await session.expand({ perImage: 1 });
    await session.report(join(bench.folder, "report.html"));
    const html = await readFile(join(bench.folder, "report.html"), "utf8");
    delete process.env.OPENAI_API_KEY;
    for (const secret of [bench.folder, process.cwd(), "sk-test-4711"]) expect(html).not.toContain(secret);
  });

  it("replaces an earlier report, leaves nothing half-written, and never another file", async () => {
    await open();
    await session.report(join(bench.folder, "report.html"));
    await session.expand({ perImage: 1 });
    await session.report(join(bench.folder, "report.html"));
    expect(await readFile(join(bench.folder, "report.html"), "utf8")).toContain("6 new images");
    await writeFile(join(bench.folder, "notes.html"), "<p>my notes</p>");
    await expect(session.report(join(bench.folder, "notes.html"))).rejects.toThrow(
      "notes.html is there already and is no report",
    );
    await mkdir(join(bench.folder, "folder.html"));
    await expect(session.report(join(bench.folder, "folder.html"))).rejects.toThrow("give another name");
    expect(await readFile(join(bench.folder, "notes.html"), "utf8")).toBe("<p>my notes</p>");
    expect((await readdir(bench.folder)).sort()).toEqual(["data", "folder.html", "notes.html", "report.html", "run"]);
  });

  it("wants a name that browsers open", async () => {
    await open();
    await expect(session.report(join(bench.folder, "report.txt"))).rejects.toThrow(
      'does not end in .html; give a file name such as "report.html"',
    );
    expect(await readdir(bench.folder)).not.toContain("report.txt");
  });

  it("says where it cannot write", async () => {
    await open();
    await writeFile(join(bench.folder, "file"), "");
    await expect(session.report(join(bench.folder, "file", "report.html"))).rejects.toThrow(
      /report.html cannot be written \(.*\); give another path/,
    );
  });

  it("shows pictures that can still be read, and names the others", async () => {
    await open();
    await session.expand({ perImage: 1 });
    await rm(session.images.find(({ origin }) => origin === "generated")!.path);
    await session.report(join(bench.folder, "report.html"));
    expect(await readFile(join(bench.folder, "report.html"), "utf8")).toContain("the file cannot be read");
  });
});
