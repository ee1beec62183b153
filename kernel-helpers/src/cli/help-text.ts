/** What "npx datacrafter --help" prints. */
export const HELP_TEXT: string = `datacrafter: puts the DataCrafter kernel and widget into your Jupyter

  npx datacrafter install      copy the kernelspec and the JupyterLab extension
  npx datacrafter doctor       check every part, and say how to mend what is missing
  npx datacrafter uninstall    remove both again

Where to (install, uninstall), or where to look (doctor):
  (nothing)        the first data folder of the Jupyter found that can be written: a virtual environment's own, else yours
  --user           your own data folder, for every Jupyter you start
  --prefix DIR     DIR/share/jupyter, e.g. the folder of a virtual environment
  --python PATH    ask this Python for its Jupyter, instead of the "jupyter" on PATH

  --help, --version

doctor ends with exit code 1 when anything is missing.`;
