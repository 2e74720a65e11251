/** Which of a batch's operations a group is, as runs of positions [from, to), for who watches its requests (O-1). */
export function positionsOf<T>(all: readonly T[], group: readonly T[]): (readonly [from: number, to: number])[] {
  const places = new Map(all.map((one, place) => [one, place]));
  const taken = group.flatMap((one) => places.get(one) ?? []).sort((one, other) => one - other);
  const runs: (readonly [number, number])[] = [];
  for (const place of taken) {
    const last = runs.at(-1);
    if (last !== undefined && last[1] === place) runs[runs.length - 1] = [last[0], place + 1];
    else runs.push([place, place + 1]);
  }
  return runs;
}
