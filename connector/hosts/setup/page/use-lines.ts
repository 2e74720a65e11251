import { useCallback, useEffect, useRef, useState } from 'react';
import type { Page } from '../protocol.ts';
import { get } from './api.ts';

const PAGE = 200;
/** Pages held: a list of any length is scrolled through in the memory of these. */
const HELD = 40;

export interface Lines<Line> {
  at(index: number): Line | undefined;
  known(index: number): Line | undefined;
}

/**
 * Lines of a long list, fetched as they come into view. `path` ends in `?` or `&`; with another `version` everything is asked for anew,
 * and what is shown stays until the answer is there. `known` asks for nothing: heights are estimated for every line there is.
 */
export function useLines<Line>(path: string, version: unknown): Lines<Line> {
  const pages = useRef(new Map<string, readonly Line[] | 'asked'>());
  const [, redraw] = useState(0);
  const key = `${path} ${String(version)}`;
  const current = useRef(key);
  useEffect(() => {
    current.current = key;
  }, [key]);
  const known = useCallback(
    (index: number) => {
      const held = pages.current.get(`${key} ${Math.floor(index / PAGE)}`);
      return held === undefined || held === 'asked' ? undefined : held[index % PAGE];
    },
    [key],
  );
  const at = useCallback(
    (index: number) => {
      const page = Math.floor(index / PAGE);
      const name = `${key} ${page}`;
      const held = pages.current.get(name);
      if (held === undefined) {
        pages.current.set(name, 'asked');
        for (const oldest of pages.current.keys()) {
          if (pages.current.size <= HELD) break;
          pages.current.delete(oldest);
        }
        get<Page<Line>>(`${path}offset=${page * PAGE}&limit=${PAGE}`).then(
          ({ lines }) => {
            pages.current.set(name, lines);
            redraw((count) => count + 1);
          },
          () => pages.current.delete(name),
        );
        return undefined;
      }
      return held === 'asked' ? undefined : held[index - page * PAGE];
    },
    [key, path],
  );
  return { at, known };
}
