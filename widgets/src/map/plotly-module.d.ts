declare module "plotly.js-gl2d-dist-min";
