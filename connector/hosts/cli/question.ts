import input from '@inquirer/input';
import { wrapped } from './feed.ts';
import type { Io } from './io.ts';

/** Whether somebody sits at the terminal and can be asked: the file must not come from there. */
export const canAsk = (io: Io, file: string): boolean =>
  file !== '-' && 'isTTY' in io.stdin && io.stdin.isTTY === true && io.stderr.isTTY === true;

/** Asks for a word to be typed; anything else, Enter and Ctrl-C are a no. */
export async function agreedTo(lines: readonly string[], question: string, word: string, io: Io): Promise<boolean> {
  io.stderr.write(`${lines.map((line) => wrapped(line, io.stderr)).join('\n')}\n\n`);
  try {
    const answer = await input({ message: question }, { input: io.stdin, output: io.stderr, signal: io.signal });
    return answer.trim() === word;
  } catch {
    return false; // Ctrl-C, or the terminal is gone.
  }
}
