import { createInterrupts } from "../../kernel-helpers/src/jupyter/interrupts.js";

describe("createInterrupts", () => {
  beforeEach(() => void jest.useFakeTimers());
  afterEach(() => void jest.useRealTimers());

  it("stops a cell at once when nobody holds its signal", () => {
    const interrupts = createInterrupts();
    const stop = jest.fn();
    interrupts.begin(stop);
    interrupts.fire();
    expect(stop).toHaveBeenCalledTimes(1);
  });

  it("aborts the signal first and stops the cell less than a second later", () => {
    const interrupts = createInterrupts();
    const stop = jest.fn();
    interrupts.begin(stop);
    const signal = interrupts.signal();
    interrupts.fire();
    expect([signal.aborted, stop.mock.calls.length]).toEqual([true, 0]);
    jest.advanceTimersByTime(999);
    expect(stop).toHaveBeenCalledTimes(1);
  });

  it("does not wait after a second interrupt", () => {
    const interrupts = createInterrupts();
    const stop = jest.fn();
    interrupts.begin(stop);
    interrupts.signal();
    interrupts.fire();
    interrupts.fire();
    expect(stop).toHaveBeenCalledTimes(1);
  });

  it("leaves a cell alone that ended by itself", () => {
    const interrupts = createInterrupts();
    const stop = jest.fn();
    interrupts.begin(stop);
    interrupts.signal();
    interrupts.fire();
    interrupts.end();
    jest.runAllTimers();
    expect(stop).not.toHaveBeenCalled();
  });

  it("gives an aborted signal for the rest of the cell and a fresh one after it", () => {
    const interrupts = createInterrupts();
    interrupts.begin(() => undefined);
    interrupts.fire();
    expect(interrupts.signal().aborted).toBe(true);
    interrupts.end();
    expect(interrupts.signal().aborted).toBe(false);
  });

  it("aborts only the running cell's signal during a cell, and all between cells", () => {
    const interrupts = createInterrupts();
    interrupts.begin(() => undefined);
    const background = interrupts.signal();
    interrupts.end();
    interrupts.begin(() => undefined);
    const own = interrupts.signal();
    interrupts.fire();
    interrupts.end();
    expect([background.aborted, own.aborted]).toEqual([false, true]);
    interrupts.fire();
    expect(background.aborted).toBe(true);
    expect(interrupts.signal().aborted).toBe(false);
  });
});
