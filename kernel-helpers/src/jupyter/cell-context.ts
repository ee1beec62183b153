import { AsyncLocalStorage } from "node:async_hooks";
import type { MessageHeader } from "./wire-message.js";

/** The cell some code belongs to. */
export interface CellContext {
  /** of its execute_request: the parent of everything the cell puts out */
  readonly header: MessageHeader;
  /** a silent request puts nothing out */
  readonly isSilent: boolean;
}

/** Follows a cell's code through its promises, timers and callbacks, so that late output still finds its cell. */
export interface CellContexts {
  run<Result>(cell: CellContext, act: () => Result): Result;
  /** the cell whose code is running now, else the last one started; null before any */
  owner(): CellContext | null;
  /** the last one started, whose code it is that runs or not; null before any */
  latest(): CellContext | null;
}

export function createCellContexts(): CellContexts {
  const storage = new AsyncLocalStorage<CellContext>();
  let latest: CellContext | null = null;
  return {
    run(cell, act) {
      latest = cell;
      return storage.run(cell, act);
    },
    owner: () => storage.getStore() ?? latest,
    latest: () => latest,
  };
}
