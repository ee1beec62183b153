/** What "npx datacrafter --help" prints. */
export const HELP_TEXT: string = `datacrafter: puts the DataCrafter kernel and widget into your Jupyter, and models onto your disk

  npx datacrafter install      copy the kernelspec and the JupyterLab extension
  npx datacrafter doctor       check every part, and say how to mend what is missing
  npx datacrafter uninstall    remove both again
  npx datacrafter models       list the models that can be pulled, and which are here
  npx datacrafter pull NAME    download a model, or mend it; NAME is one of the list, or owner/repository
  npx datacrafter verify DIR   look at every file, row and vector of a session folder, and say what to do about what is wrong

Where to (install, uninstall), or where to look (doctor):
  (nothing)        the first data folder of the Jupyter found that can be written: a virtual environment's own, else yours
  --user           your own data folder, for every Jupyter you start
  --prefix DIR     DIR/share/jupyter, e.g. the folder of a virtual environment
  --python PATH    ask this Python for its Jupyter, instead of the "jupyter" on PATH

Models:
  --verify         (models) hash the files of those that are here
  --directory DIR  (pull) put the model there, instead of into your cache
  DATACRAFTER_MODELS, DATACRAFTER_OFFLINE=1, HF_ENDPOINT, HF_TOKEN in the environment: see docs/models.md

  --help, --version

doctor ends with exit code 1 when anything is missing, models --verify and verify when anything is damaged.`;
