/** The body of a kernel_info_reply. @param typescriptVersion of the compiler that checks cells */
export function kernelInfo(typescriptVersion: string): Readonly<Record<string, unknown>> {
  const { version } = require("../../package.json") as { version: string };
  return {
    status: "ok",
    protocol_version: "5.3",
    implementation: "datacrafter",
    implementation_version: version,
    language_info: {
      name: "typescript",
      version: typescriptVersion,
      mimetype: "text/typescript",
      file_extension: ".ts",
      pygments_lexer: "typescript",
      // JupyterLab reads the mode, Notebook's CodeMirror the name and the flag
      codemirror_mode: { mode: "typescript", name: "javascript", typescript: true },
    },
    banner: `DataCrafter ${version}: TypeScript ${typescriptVersion} on Node ${process.version}`,
    help_links: [{ text: "TypeScript handbook", url: "https://www.typescriptlang.org/docs/handbook/intro.html" }],
  };
}
