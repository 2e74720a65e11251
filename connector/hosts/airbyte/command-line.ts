import { Fault } from './fault.ts';

/** What the engine asks for. */
export type Command =
  | { readonly name: 'spec' | 'discover' }
  | { readonly name: 'check'; readonly config: string }
  | { readonly name: 'write'; readonly config: string; readonly catalog: string };

const USAGE =
  'The command line is: destination-permutive airbyte spec | check --config FILE | discover --config FILE | write --config FILE --catalog FILE.';

/**
 * Reads the command line behind `destination-permutive airbyte`; `ignored` are the options it has no use for.
 *
 * @throws {Fault} it names no command, or lacks a file the command needs.
 */
export function readCommandLine(words: readonly string[]): { command: Command; ignored: readonly string[] } {
  const [name, ...rest] = words;
  const options = new Map<string, string>();
  const ignored: string[] = [];
  for (let at = 0; at < rest.length; at += 1) {
    const [option = '', inline] = splitOption(rest[at] ?? '');
    const next = rest[at + 1];
    const value = inline ?? (next === undefined || next.startsWith('--') ? undefined : next);
    if (inline === undefined && value !== undefined) at += 1;
    if ((option === '--config' || option === '--catalog') && value !== undefined) options.set(option, value);
    else ignored.push(option);
  }
  const file = (option: string): string => {
    const path = options.get(option);
    if (path === undefined) throw new Fault('system_error', `${name} needs ${option} FILE. ${USAGE}`);
    return path;
  };
  switch (name) {
    case 'spec':
    case 'discover':
      return { command: { name }, ignored };
    case 'check':
      return { command: { name, config: file('--config') }, ignored };
    case 'write':
      return { command: { name, config: file('--config'), catalog: file('--catalog') }, ignored };
    default:
      throw new Fault('system_error', name === undefined ? USAGE : `There is no command of this name. ${USAGE}`);
  }
}

function splitOption(word: string): [string, string | undefined] {
  const equals = word.indexOf('=');
  return word.startsWith('--') && equals > 0 ? [word.slice(0, equals), word.slice(equals + 1)] : [word, undefined];
}
