/** Collects what an SVG refers to by id; the same content twice is one definition. */
export interface Definitions {
  /** @returns how attributes refer to it: "url(#d3)" */
  add(element: string, attributes: string, content: string): string;
  /** the whole <defs> element */
  markup(): string;
}

/** Starts an empty collection. */
export function createDefinitions(): Definitions {
  const ids = new Map<string, string>();
  return {
    add(element, attributes, content) {
      const key = `${element}|${attributes}|${content}`;
      const id = ids.get(key) ?? `d${ids.size}`;
      ids.set(key, id);
      return `url(#${id})`;
    },
    markup() {
      const all = [...ids].map(([key, id]) => {
        const [element, attributes, ...content] = key.split("|");
        return `<${element} id="${id}"${attributes ? ` ${attributes}` : ""}>${content.join("|")}</${element}>`;
      });
      return `<defs>${all.join("")}</defs>`;
    },
  };
}
