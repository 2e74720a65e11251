import type { Understood } from '../files/rows.ts';
import type { Connection } from './connection.ts';
import { counted, segmentsCounted } from './counted.ts';
import { removalsIn } from './deletions.ts';
import type { Io } from './io.ts';
import { printable } from './printable.ts';
import { agreedTo } from './question.ts';
import type { SyncOptions } from './sync-options.ts';

/** Where the segments go: `production` is loud where something is lost. */
export const environmentOf = ({ sandbox, host }: Connection): string =>
  sandbox !== undefined ? 'sandbox' : host === PRODUCTION ? 'production' : host;

const PRODUCTION = 'api.permutive.app';

/** Asks whoever sits at the terminal about what cannot be taken back (F-20) and what is left out (F-8). */
export async function agreed(
  { look, choice }: Understood,
  { mode }: SyncOptions,
  connection: Connection,
  io: Io,
): Promise<boolean> {
  const removals = removalsIn(look, mode);
  const environment = environmentOf(connection);
  if (removals > 0) {
    const segments = look.removedSegments || removals;
    const where = `import ${printable(connection.importName ?? connection.importId)}, ${environment === 'production' ? 'PRODUCTION' : environment}`;
    const lines = [`${segmentsCounted(segments)} will be deleted in ${where}:`];
    for (const { name, code } of look.removedFirst)
      lines.push(
        `  − ${[name, code]
          .filter((text) => text !== '')
          .map(printable)
          .join('   ')}`,
      );
    if (segments > look.removedFirst.length) lines.push(`  … ${counted(segments - look.removedFirst.length)} more`);
    return agreedTo(
      ['', ...lines],
      `Type ${segments} to delete ${segments === 1 ? 'it' : 'them'}, or press Enter to stop:`,
      String(segments),
      io,
    );
  }
  if (choice.unused.length === 0 && look.damage.length === 0) return true;
  return agreedTo([''], 'Sync the file as it is understood here? Type yes, or press Enter to stop:', 'yes', io);
}
