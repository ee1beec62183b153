import { randomInteger } from "../../linalg/random.js";
import type { Random } from "../../types.js";

/** Which suggestions an individual holds. */
export type Genome = readonly boolean[];

export interface RankedGenome {
  readonly genome: Genome;
  readonly fitness: number;
}

export interface EvolutionSettings {
  /** individuals; default 24 */
  readonly population?: number;
  /** rounds of selection; default 12 */
  readonly generations?: number;
}

/** The best go on unchanged, so that the best found is never lost. */
const ELITE = 2;
/** How many are drawn for each place among the parents; the fittest of them gets it. */
const TOURNAMENT = 3;

/**
 * Evolves genomes: tournament selection, uniform crossover, and on average one flipped gene per child.
 * The first population holds the genome without any suggestion, the one with all, and those with one alone.
 * @param length genes
 * @param fitness of some genomes, more is better; called once per generation, never twice for one genome
 * @returns every genome seen with its fitness, the best first; among equals the one with fewer suggestions
 * @source Holland 1975; Syswerda 1989 (uniform crossover); Goldberg & Deb 1991 (tournaments)
 */
export async function evolveGenomes(
  length: number,
  fitness: (genomes: readonly Genome[]) => Promise<readonly number[]>,
  random: Random,
  { population = 24, generations = 12 }: EvolutionSettings = {},
): Promise<readonly RankedGenome[]> {
  const known = new Map<string, number>();
  const judge = async (genomes: readonly Genome[]): Promise<void> => {
    const fresh = [...new Map(genomes.map((genome) => [keyOf(genome), genome])).values()].filter(
      (genome) => !known.has(keyOf(genome)),
    );
    const values = fresh.length > 0 ? await fitness(fresh) : [];
    fresh.forEach((genome, i) => void known.set(keyOf(genome), values[i]));
  };
  const fitnessOf = (genome: Genome): number => known.get(keyOf(genome))!;
  const better = (a: Genome, b: Genome): number => fitnessOf(b) - fitnessOf(a) || sizeOf(a) - sizeOf(b);
  let individuals = firstPopulation(length, population, random);
  await judge(individuals);
  for (let generation = 0; generation < generations && length > 0; generation++) {
    const ranked = [...individuals].sort(better);
    const parent = (): Genome => selectParent(ranked, random);
    const children = Array.from({ length: population - ELITE }, () =>
      mutate(crossOver(parent(), parent(), random), random),
    );
    individuals = [...ranked.slice(0, ELITE), ...children];
    await judge(individuals);
  }
  const ranked = [...known.keys()].map(genomeOf).sort(better);
  return ranked.map((genome) => ({ genome, fitness: fitnessOf(genome) }));
}

/** None, all, each alone, then random ones up to the size of the population. */
export function firstPopulation(length: number, population: number, random: Random): readonly Genome[] {
  const genes = Array.from({ length }, (_, i) => i);
  const given = [genes.map(() => false), genes.map(() => true), ...genes.map((one) => genes.map((i) => i === one))];
  const more = Math.max(0, population - given.length);
  return [...given, ...Array.from({ length: more }, () => genes.map(() => random() < 0.5))];
}

/** @param ranked the best first, so the lowest place drawn is the fittest */
export function selectParent(ranked: readonly Genome[], random: Random): Genome {
  const places = Array.from({ length: TOURNAMENT }, () => randomInteger(random, ranked.length));
  return ranked[Math.min(...places)];
}

/** Each gene from either parent. */
export function crossOver(mother: Genome, father: Genome, random: Random): Genome {
  return mother.map((gene, i) => (random() < 0.5 ? gene : father[i]));
}

/** Each gene turned over with a chance of 1 in their number. */
export function mutate(genome: Genome, random: Random): Genome {
  return genome.map((gene) => (random() < 1 / genome.length ? !gene : gene));
}

function keyOf(genome: Genome): string {
  return genome.map(Number).join("");
}

function genomeOf(key: string): Genome {
  return [...key].map((gene) => gene === "1");
}

function sizeOf(genome: Genome): number {
  return genome.filter(Boolean).length;
}
