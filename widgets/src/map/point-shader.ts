/** Places points: from the map's units to the screen, and their looks on to the pixels. */
export const POINT_VERTEX_SHADER: string = `
attribute vec2 position;
attribute vec4 fill;
attribute vec4 edge;
attribute vec4 form; // shape, radius and edge width in sixteenths of a pixel
uniform vec2 middle;
uniform vec2 scale; // to clip space
uniform float growth;
uniform float pixelRatio;
varying vec4 vFill;
varying vec4 vEdge;
varying vec3 vForm;
void main() {
  gl_Position = vec4((position - middle) * scale, 0.0, 1.0);
  float radius = form.y * growth / 16.0;
  vFill = fill;
  vEdge = edge;
  vForm = vec3(form.x, radius * pixelRatio, form.z * growth / 16.0 * pixelRatio);
  gl_PointSize = 2.0 * radius * pixelRatio + 2.0;
}`;

/** Paints a point from its distance to the outline, so that edges are smooth at any size; lengths in device pixels. The alpha of the edge is that of the whole point. */
export const POINT_FRAGMENT_SHADER: string = `
precision mediump float;
varying vec4 vFill;
varying vec4 vEdge;
varying vec3 vForm;

float starDistance(vec2 p, float r) {
  float angle = abs(mod(atan(p.x, p.y) + 0.628319, 1.256637) - 0.628319);
  vec2 q = length(p) * vec2(cos(angle), sin(angle));
  return dot(q - vec2(r, 0.0), vec2(0.384, 0.9233));
}

// below 0 inside; the order is that of POINT_SHAPES
float outlineDistance(vec2 p, float r, float shape) {
  if (shape < 0.5) return length(p) - r;
  if (shape < 1.5) return max(abs(p.x), abs(p.y)) - 0.886 * r;
  if (shape < 2.5) return 0.7071 * (abs(p.x) + abs(p.y) - r);
  if (shape < 3.5) return max(0.866 * abs(p.x) + 0.5 * p.y, -p.y) - 0.5 * r;
  if (shape < 4.5) {
    vec2 q = 0.7071 * abs(vec2(p.x + p.y, p.x - p.y));
    return max(min(q.x, q.y) - 0.75, max(q.x, q.y) - r);
  }
  return starDistance(p, r);
}

void main() {
  float side = 2.0 * vForm.y + 2.0;
  vec2 p = vec2(gl_PointCoord.x - 0.5, 0.5 - gl_PointCoord.y) * side;
  float distance = outlineDistance(p, vForm.y, vForm.x);
  float inside = clamp(0.5 - distance, 0.0, 1.0);
  if (inside == 0.0) discard;
  float within = clamp(0.5 - distance - vForm.z, 0.0, 1.0);
  gl_FragColor = vec4(mix(vEdge.rgb, vFill.rgb, within), 1.0) * (inside * vEdge.a);
}`;
