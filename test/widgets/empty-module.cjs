// Stands for style sheets and pictures, which jest cannot run.
module.exports = "";
