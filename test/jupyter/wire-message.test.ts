import {
  messageFrames,
  parseMessage,
  signFrames,
  type WireMessage,
} from "../../kernel-helpers/src/jupyter/wire-message.js";

const KEY = "a0436f6c-1916-498b-8eb9-e81ab9368e84";

const message: WireMessage = {
  identities: [Buffer.from("client")],
  header: {
    msg_id: "1",
    msg_type: "comm_msg",
    session: "s",
    username: "u",
    date: "2026-01-01T00:00:00Z",
    version: "5.3",
  },
  parentHeader: null,
  metadata: { m: 1 },
  content: { text: "naïve 🦊" },
  buffers: [new Uint8Array([1, 2, 3])],
};

function frames(): Buffer[] {
  return messageFrames(message, KEY).map((frame) => Buffer.from(frame));
}

describe("signFrames", () => {
  const signed = ['{"msg_id":"1","msg_type":"comm_msg"}', "{}", "{}", '{"data":{"x":1}}'];
  // jupyter_client 8.10 Session(key=KEY).sign(signed)
  const golden = "d41463841a5dde4ed19d45b36fa75950fe5bc1c8c7c782594eeb4906c26cc229";

  it("signs as jupyter_client does", () => {
    expect(signFrames(KEY, signed)).toBe(golden);
  });

  it("leaves binary buffers out of the signature", () => {
    expect(signFrames(KEY, [...signed, Buffer.from([1, 2, 3])])).toBe(golden);
  });

  it("is empty without a key", () => {
    expect(signFrames("", signed)).toBe("");
  });
});

describe("parseMessage", () => {
  it("reads what messageFrames wrote", () => {
    expect(parseMessage(frames(), KEY)).toEqual({ ...message, identities: [Buffer.from("client")] });
  });

  it("gives buffers that start at 0, wherever the frame lay", () => {
    const shifted = frames();
    const backing = new Uint8Array(19);
    backing.set([9, 9, 9], 5);
    shifted[shifted.length - 1] = Buffer.from(backing.buffer, 5, 3);
    const [buffer] = parseMessage(shifted, KEY).buffers;
    expect([buffer.byteOffset, buffer.buffer.byteLength, ...buffer]).toEqual([0, 3, 9, 9, 9]);
  });

  it("copies what it sends: a buffer changed afterwards arrives as it was", () => {
    const mutable = new Uint8Array([1]);
    const sent = messageFrames({ ...message, buffers: [mutable] }, KEY).at(-1);
    mutable[0] = 2;
    expect(sent).toEqual(new Uint8Array([1]));
  });

  it.each([
    ["another key", () => [frames(), "other"] as const, "wrong signature"],
    ["no delimiter", () => [[Buffer.from("x")], KEY] as const, "delimiter"],
    ["too few frames", () => [frames().slice(0, 5), KEY] as const, "at least 4"],
    ["no message at all", () => [[], KEY] as const, "delimiter"],
    ["a header without msg_id", () => [resigned({ header: "{}" }), KEY] as const, "no msg_id"],
    ["content that is a list", () => [resigned({ content: "[]" }), KEY] as const, "not a JSON object"],
    ["broken JSON", () => [resigned({ content: "{" }), KEY] as const, "JSON"],
  ])("refuses %s", (_, make, reason) => {
    const [bad, key] = make();
    expect(() => parseMessage(bad, key)).toThrow(reason);
  });
});

/** The message with one frame replaced and the signature made right again. */
function resigned({ header, content }: { header?: string; content?: string }): Buffer[] {
  const changed = frames();
  if (header) changed[3] = Buffer.from(header);
  if (content) changed[6] = Buffer.from(content);
  changed[2] = Buffer.from(signFrames(KEY, changed.slice(3)));
  return changed;
}
