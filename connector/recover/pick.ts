/** `count` of a group, picked at random. */
export function pick<T>(group: readonly T[], count: number, random: () => number): readonly T[] {
  if (group.length <= count) return group;
  const picked = new Set<T>();
  while (picked.size < count)
    for (const one of group.slice(Math.floor(random() * group.length)).slice(0, 1)) picked.add(one);
  return [...picked];
}
