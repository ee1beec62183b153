/**
 * What an image cost, as its generator says in parameters.dollars.
 * @returns dollars; null when it says nothing, or no amount
 */
export function dollarsOf(parameters: Readonly<Record<string, string>> | null): number | null {
  const said = parameters?.dollars ?? "";
  const dollars = Number(said);
  return said !== "" && Number.isFinite(dollars) && dollars >= 0 ? dollars : null;
}
