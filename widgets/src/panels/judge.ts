import { isGenerated } from "../map-columns.js";
import type { Workbench } from "../workbench.js";

export type Verdict = "reject" | "want" | "clear";

/**
 * Gives generated images a verdict; originals among them are left alone.
 * @param ids default: the selection; the reason that was typed goes with it and is used up
 * @returns whether the kernel took it
 */
export async function judge(workbench: Workbench, verdict: Verdict, ids?: readonly string[]): Promise<boolean> {
  if (ids) return send(workbench, verdict, ids, "");
  const { reason } = workbench;
  const isTaken = await send(workbench, verdict, workbench.selection, reason);
  if (isTaken && workbench.reason === reason) workbench.setReason("");
  return isTaken;
}

async function send(workbench: Workbench, kind: Verdict, ids: readonly string[], typed: string): Promise<boolean> {
  const { map } = workbench;
  const why = typed.trim() === "" ? {} : { reason: typed.trim() };
  const generated = ids.filter((id) => {
    const place = map?.indexOfId.get(id);
    return map && place !== undefined && isGenerated(map, place);
  });
  return generated.length > 0 && (await workbench.act((request) => ({ request, kind, ids: generated, ...why })));
}
