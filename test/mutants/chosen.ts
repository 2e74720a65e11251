import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { type Mutation, mutationsOf } from './mutations.ts';
import { ROOMS } from './rooms.ts';

/** Every mutation of these files, or of all in the rooms. */
export function allOf(files: readonly string[]): Mutation[] {
  const chosen = files.length > 0 ? files : Object.keys(ROOMS).flatMap(filesIn);
  return chosen.flatMap((file) => mutationsOf(file, readFileSync(file, 'utf8')));
}

const filesIn = (room: string): string[] =>
  readdirSync(room)
    .filter((name) => name.endsWith('.ts'))
    .map((name) => `${room}/${name}`)
    .sort();

/** The mutations in lines that have changed since a commit. */
export function changedSince(commit: string): Mutation[] {
  const diff = execFileSync('git', ['diff', '--unified=0', '--no-color', commit, '--', ...Object.keys(ROOMS)], {
    encoding: 'utf8',
  });
  const lines = new Map<string, Set<number>>();
  let file = '';
  for (const line of diff.split('\n')) {
    if (line.startsWith('+++ ')) file = line.replace(/^\+\+\+ b\//, '');
    const hunk = /^@@ -\S+ \+(\d+)(?:,(\d+))? @@/.exec(line);
    if (hunk === null || !file.endsWith('.ts')) continue;
    const [start, count] = [Number(hunk[1]), Number(hunk[2] ?? 1)];
    const changed = lines.get(file) ?? new Set();
    for (let at = start; at < start + count; at += 1) changed.add(at);
    lines.set(file, changed);
  }
  if (lines.size === 0) return [];
  return allOf([...lines.keys()]).filter(({ file: of, line }) => lines.get(of)?.has(line));
}

/** Some of them in an order that a seed decides: a part of a run is a sample of all. */
export function shuffled(mutations: readonly Mutation[], seed: number): Mutation[] {
  let state = seed >>> 0;
  const random = () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 32;
  };
  return mutations
    .map((mutation) => ({ mutation, place: random() }))
    .sort((one, other) => one.place - other.place)
    .map(({ mutation }) => mutation);
}
