import fc from "fast-check";
import { toPixels } from "../../../widgets/src/map/map-view";
import { PICTURES_FROM_ZOOM, thumbnailSampler } from "../../../widgets/src/map/thumbnail-sample";
import { seededRandom } from "../made-up-data";

const SIZE = { width: 800, height: 600 };
/** pixels per unit with the whole map in sight: positions are in [0, 10) */
const WHOLE = 60;
const N = 2000;
const random = seededRandom(5);
const positions = Float32Array.from({ length: 2 * N }, () => 10 * random());
const at = (zoom: number, x = 5, y = 5) => ({ x, y, scale: WHOLE * zoom });

describe("thumbnailSampler", () => {
  const sample = thumbnailSampler(positions, N);
  const zooms = fc.double({ min: PICTURES_FROM_ZOOM, max: 60, noNaN: true });

  it("shows no pictures far out", () => {
    expect(sample(at(1), WHOLE, SIZE).places).toEqual([]);
  });

  it("never lets two pictures overlap", () => {
    fc.assert(
      fc.property(zooms, fc.integer({ min: 0, max: 10 }), (zoom, x) => {
        const { places, sizePx } = sample(at(zoom, x), WHOLE, SIZE);
        const spots = places.map((place) =>
          toPixels(at(zoom, x), SIZE, positions[2 * place], positions[2 * place + 1]),
        );
        for (const [i, [left, top]] of spots.entries()) {
          for (const [otherLeft, otherTop] of spots.slice(0, i)) {
            expect(Math.max(Math.abs(left - otherLeft), Math.abs(top - otherTop))).toBeGreaterThanOrEqual(sizePx);
          }
        }
      }),
      { numRuns: 40 },
    );
  });

  it("keeps each picture that stays in sight while one zooms in", () => {
    fc.assert(
      fc.property(zooms, fc.double({ min: 1, max: 3, noNaN: true }), (zoom, factor) => {
        const later = new Set(sample(at(zoom * factor), WHOLE, SIZE).places);
        const stays = (place: number): boolean => {
          const [left, top] = toPixels(at(zoom * factor), SIZE, positions[2 * place], positions[2 * place + 1]);
          return left > 0 && top > 0 && left < SIZE.width && top < SIZE.height;
        };
        const { places } = sample(at(zoom), WHOLE, SIZE);
        expect(places.filter((place) => stays(place) && !later.has(place))).toEqual([]);
      }),
      { numRuns: 40 },
    );
  });

  it("shows all of them close up, those in one place too", () => {
    const same = thumbnailSampler(Float32Array.of(5, 5, 5, 5, 5, 5), 3);
    expect(same(at(2), WHOLE, SIZE).places).toHaveLength(1);
    expect([...same(at(100), WHOLE, SIZE).places].sort()).toEqual([0, 1, 2]);
  });

  it("chooses anew for a host of another size", () => {
    const own = thumbnailSampler(positions, N);
    const small = own({ x: 5, y: 5, scale: 20 * 2 }, 20, { width: 300, height: 200 }).places.length;
    const fresh = thumbnailSampler(positions, N)({ x: 5, y: 5, scale: 60 * 2 }, 60, SIZE);
    expect(own({ x: 5, y: 5, scale: 60 * 2 }, 60, SIZE)).toEqual(fresh);
    expect(fresh.places.length).toBeGreaterThan(small);
  });
});
