import { createLogUpdate } from 'log-update';
import wrapAnsi from 'wrap-ansi';
import type { Io, Terminal } from './io.ts';

/** What goes on, on standard error: lines that stay, and in a terminal one below them that is drawn anew. */
export interface Feed {
  /** A line that stays. */
  line(text: string): void;
  /** What is drawn below all lines; where nothing can be drawn anew, nothing. */
  status(text: string): void;
  readonly live: boolean;
  /** The last line below is taken away; nothing is drawn any more. */
  stop(): void;
}

/** Whether a line can be drawn anew: not in pipes, and not in a terminal that says it is dumb (F-19). */
const isLive = (stream: Terminal, env: Io['env']): boolean => stream.isTTY === true && env['TERM'] !== 'dumb';

export function feedTo(stream: Terminal, env: Io['env']): Feed {
  if (!isLive(stream, env)) {
    return {
      live: false,
      line: (text) => void stream.write(`${text}\n`),
      status: () => undefined,
      stop: () => undefined,
    };
  }
  const draw = createLogUpdate(stream);
  let status = '';
  let stopped = false;
  return {
    live: true,
    line(text) {
      if (!stopped) draw.clear();
      stream.write(`${wrapped(text, stream)}\n`);
      if (!stopped && status !== '') draw(status);
    },
    status(text) {
      if (stopped) return;
      status = text;
      draw(text);
    },
    stop() {
      if (stopped) return;
      stopped = true;
      draw.clear();
      draw.done();
    },
  };
}

/** Characters of a line; where nobody says, as many as help takes. */
export const widthOf = ({ columns, isTTY }: Terminal): number => (isTTY === true && columns ? columns : 80);

/** At the terminal's width, between words; what goes on stands below what it goes on from. */
export const wrapped = (text: string, { columns, isTTY }: Terminal): string =>
  isTTY === true
    ? text
        .split('\n')
        .map((line) => hung(line, columns || 80))
        .join('\n')
    : text;

function hung(line: string, columns: number): string {
  const [indent = ''] = /^ */.exec(line) ?? [];
  const room = Math.max(columns - indent.length, 20);
  return wrapAnsi(line.slice(indent.length), room).replaceAll(/^/gm, indent);
}
