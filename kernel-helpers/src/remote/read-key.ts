/**
 * Reads an API key from the environment, at the moment it is needed: it is kept nowhere.
 * @param who for the message, e.g. 'openaiImages'
 * @throws Error that says what to set
 */
export function readKey(variable: string, who: string): string {
  const key = process.env[variable]?.trim() ?? "";
  if (key !== "") return key;
  throw new Error(
    `${who}: no key in the environment variable ${variable}; set it before JupyterLab starts, or in a terminal cell of your own, never in a notebook that you share.`,
  );
}
