import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import xterm from '@xterm/headless';

/** util-linux's `script` runs a command in a pseudo-terminal; where there is none, these tests are skipped, and say so. */
export const SCRIPT = process.platform === 'linux' && existsSync('/usr/bin/script') ? '/usr/bin/script' : undefined;

export interface Seen {
  readonly code: number | null;
  /** The lines as a reader sees them at the end, scrolled-off ones included. */
  readonly lines: readonly string[];
  /** What was written, escapes included. */
  readonly raw: string;
}

export interface TerminalOptions {
  readonly columns: number;
  readonly env?: Readonly<Record<string, string>>;
  /** Typed when the text is on the screen. */
  readonly typed?: { readonly after: string; readonly keys: string };
}

const quoted = (word: string): string => `'${word.replaceAll("'", String.raw`'\''`)}'`;

/** Runs a command as in a terminal of that width, and reads its screen through a terminal emulator. */
export async function inTerminal(
  command: readonly string[],
  { columns, env = {}, typed }: TerminalOptions,
): Promise<Seen> {
  const line = `stty cols ${columns} rows 40; exec ${command.map(quoted).join(' ')}`;
  const child = spawn(SCRIPT ?? 'script', ['-qec', line, '/dev/null'], {
    env: { PATH: process.env['PATH'], HOME: process.env['HOME'], TERM: 'xterm-256color', ...env },
  });
  let raw = '';
  let answered = false;
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    raw += text;
    if (typed === undefined || answered || !raw.includes(typed.after)) return;
    answered = true;
    child.stdin.write(typed.keys);
  });
  const code = await new Promise<number | null>((resolve) => child.on('close', resolve));
  const screen = new xterm.Terminal({ cols: columns, rows: 40, scrollback: 5_000, allowProposedApi: true });
  await new Promise<void>((resolve) => screen.write(raw, resolve));
  const buffer = screen.buffer.active;
  const lines = Array.from({ length: buffer.length }, (_, at) => buffer.getLine(at)?.translateToString(true) ?? '');
  screen.dispose();
  return { code, lines, raw };
}
