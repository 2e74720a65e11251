import type { Io, Terminal } from './io.ts';

const CODES = { bold: [1, 22], dim: [2, 22], red: [31, 39], green: [32, 39], yellow: [33, 39] } as const;

/** Colours a text, where colours are wanted. */
export type Paint = (style: keyof typeof CODES, text: string) => string;

/** Colours on a terminal only, and not under NO_COLOR (https://no-color.org). */
export function painter(stream: Terminal, env: Io['env']): Paint {
  const colourful = stream.isTTY === true && !env['NO_COLOR'] && env['TERM'] !== 'dumb';
  if (!colourful) return (_style, text) => text;
  return (style, text) => `\u001b[${CODES[style][0]}m${text}\u001b[${CODES[style][1]}m`;
}
