/** Items by class, classes and items in the order they come. */
export function groupByClass<Item extends { readonly className: string }>(items: readonly Item[]): Map<string, Item[]> {
  const groups = new Map<string, Item[]>();
  for (const item of items) {
    const group = groups.get(item.className);
    if (group) group.push(item);
    else groups.set(item.className, [item]);
  }
  return groups;
}
