declare module "datacrafter-widgets/style/index.js";
