import type { PermutiveConnector } from '../../../spec/host/connector.ts';
import { withDefaults } from '../../../spec/host/delivery.ts';
import { backedUpWrite } from '../../reconcile/index.ts';
import { type BackupFile, openBackup } from './backup-file.ts';

/** A sync of changes that keeps what the import held before, so that it can be taken back. */
export class BackedUpSync implements Pick<PermutiveConnector, 'write'> {
  readonly #file: BackupFile;
  #whole = false;

  private constructor(file: BackupFile) {
    this.#file = file;
  }

  /** Opens the backup, before the first request. @throws {UsageError} when it cannot be written. */
  static async open(folder: string, importId: string, baseUrl = withDefaults().baseUrl): Promise<BackedUpSync> {
    return new BackedUpSync(await openBackup(folder, importId, baseUrl));
  }

  readonly write: PermutiveConnector['write'] = (request, context) =>
    backedUpWrite(request, {
      ...context,
      onListing: (segments) => this.#file.page(segments),
      onListed: async () => {
        await this.#file.close();
        this.#whole = true;
      },
    });

  /** @returns its path; nothing where the import could not be listed: then nothing was sent, and nothing is kept. */
  async end(): Promise<string | undefined> {
    if (this.#whole) return this.#file.path;
    await this.#file.discard();
    return undefined;
  }
}
