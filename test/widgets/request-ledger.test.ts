import { REQUEST_TIMEOUT_MS, RequestLedger } from "../../widgets/src/request-ledger";

describe("RequestLedger", () => {
  beforeEach(() => jest.useFakeTimers());
  afterEach(() => jest.useRealTimers());

  it("settles the request that the answer names, and no other", async () => {
    const ledger = new RequestLedger(100);
    const first = ledger.add("reject");
    const second = ledger.add("want");
    ledger.done(second.request);
    await second.answer;
    expect(ledger.has("want")).toBe(false);
    expect(ledger.has("reject")).toBe(true);
    ledger.fail(first.request, "no such image");
    await expect(first.answer).rejects.toThrow("no such image");
  });

  it("ignores answers to the requests of other tabs", () => {
    const ledger = new RequestLedger(100);
    ledger.add("reject");
    ledger.done(5);
    ledger.fail(6, "not ours");
    expect(ledger.has("reject")).toBe(true);
  });

  it("gives up on a quick request in time, saying which", async () => {
    const ledger = new RequestLedger(1);
    const { answer } = ledger.add("reject");
    jest.advanceTimersByTime(REQUEST_TIMEOUT_MS);
    await expect(answer).rejects.toThrow(/did not answer "reject" within 30 s/);
  });

  it("waits for a job as long as it runs", () => {
    const ledger = new RequestLedger(1);
    ledger.add("generate");
    jest.advanceTimersByTime(100 * REQUEST_TIMEOUT_MS);
    expect(ledger.has("generate")).toBe(true);
  });

  it("fails everything when the kernel goes", async () => {
    const ledger = new RequestLedger(1);
    const answers = [ledger.add("generate").answer, ledger.add("undo").answer];
    ledger.failAll("The kernel is gone.");
    for (const answer of answers) {
      await expect(answer).rejects.toThrow("The kernel is gone.");
    }
  });
});
