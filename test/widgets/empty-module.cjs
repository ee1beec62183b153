// Stands for style sheets and pictures, which jest cannot run. JupyterLab's icons need a picture with something in it.
module.exports = '<svg xmlns="http://www.w3.org/2000/svg"></svg>';
