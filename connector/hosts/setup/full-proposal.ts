import { type Guard, type Owner, type Plan, plan } from '../../reconcile/index.ts';
import type { FileRow } from '../files/file-row.ts';
import { ListRows } from '../report/list-rows.ts';
import { remarks } from '../report/planned-words.ts';
import type { Destination } from './changes-proposal.ts';
import { type Corrections, chosenRows } from './chosen-rows.ts';
import type { PlanLines } from './plan-lines.ts';
import { carryOutPlan } from './planned-changes.ts';
import type { CarriedOut, Drawn, Proposal, Told, Watched } from './proposal.ts';
import type { Upload } from './upload.ts';

/** A full list: the import is made equal to the file, mine only, the guards deciding about deletions (U-8). */
export class FullProposal implements Proposal {
  readonly mode = 'full';
  readonly part = false;
  readonly upload: Upload;
  readonly #to: Destination;
  readonly #owner: Owner;
  readonly #corrections: Corrections;
  readonly #guard: Guard;
  #made: Plan | undefined;

  constructor(to: Destination, owner: Owner, upload: Upload, corrections: Corrections, guard: Guard) {
    this.#to = to;
    this.#owner = owner;
    this.upload = upload;
    this.#corrections = corrections;
    this.#guard = guard;
  }

  get importId(): string {
    return this.#to.importId;
  }

  get input() {
    const { name, bytes, sha256, rows } = this.upload.view;
    return { name, bytes, sha256, rows };
  }

  toSettle(lines: PlanLines): number {
    return lines.changes;
  }

  async draw(lines: PlanLines, watched: Watched, settled: () => void): Promise<Drawn> {
    const { upload } = this;
    const list = new ListRows((line, field) => upload.where(line, field));
    const waiting = new Map<number, FileRow>();
    const rows = chosenRows(upload.rows(), {
      corrections: this.#corrections,
      seen: (row) => waiting.set(row.line, row),
    });
    try {
      const made = await plan(
        { ...this.#owner, list: list.chunks(rows), guard: this.#guard },
        {
          ...this.#to.context,
          ...watched,
          onRowResult: (result) => {
            const placed = list.placed(result);
            const corrected = this.#corrections.has(placed.line);
            lines.record(placed, waiting.get(placed.line), { corrected, removes: false });
            waiting.delete(placed.line);
            settled();
          },
          onRemoval: ({ segmentCode, reason, before }) => lines.keepBack(segmentCode, before, reason),
        },
      );
      for await (const change of made.changes()) lines.plan(change, remarks(change));
      this.#made = made;
      const { owned, foreign } = made.header.counts;
      return { about: { owned, foreign } };
    } catch (fault) {
      return { fault };
    }
  }

  carryOut(
    lines: PlanLines,
    watched: Watched,
    tell: (told: Told) => void,
    folder: string | undefined,
  ): Promise<CarriedOut> {
    return carryOutPlan(this.#made, this.#owner, lines, { ...this.#to.context, ...watched }, tell, folder);
  }

  rows(): AsyncIterable<readonly FileRow[]> {
    return this.upload.rows();
  }
}
