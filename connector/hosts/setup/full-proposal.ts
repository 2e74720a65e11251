import { type Guard, type Owner, type Plan, plan, type RemovalResult } from '../../reconcile/index.ts';
import type { FileRow } from '../files/file-row.ts';
import type { FileRowResult } from '../report/file-run.ts';
import { ListRows } from '../report/list-rows.ts';
import { remarks } from '../report/planned-words.ts';
import { rowOfRemoval } from '../report/removal-row.ts';
import type { Destination } from './changes-proposal.ts';
import { type Corrections, chosenRows } from './chosen-rows.ts';
import { DrySummary } from './dry-summary.ts';
import type { PlanLines } from './plan-lines.ts';
import { PlannedByOwner } from './planned-by-owner.ts';
import type { CarriedOut, Drawn, Proposal, Told, Watched } from './proposal.ts';
import type { Upload } from './upload.ts';

/** A full list: the import is made equal to the file, mine only, the guards deciding about deletions (U-8). */
export class FullProposal extends PlannedByOwner implements Proposal {
  readonly mode = 'full';
  readonly upload: Upload;
  readonly #corrections: Corrections;
  readonly #guard: Guard;

  constructor(to: Destination, owner: Owner, upload: Upload, corrections: Corrections, guard: Guard) {
    super(to, owner);
    this.upload = upload;
    this.#corrections = corrections;
    this.#guard = guard;
  }

  get input() {
    const { name, bytes, sha256, rows } = this.upload.view;
    return { name, bytes, sha256, rows };
  }

  async draw(lines: PlanLines, watched: Watched, settled: () => void): Promise<Drawn> {
    try {
      const made = await this.#plan(
        watched,
        (result, row) => {
          lines.record(result, row, { corrected: this.#corrections.has(result.line), removes: false });
          settled();
        },
        ({ segmentCode, reason, before }) => lines.keepBack(segmentCode, before, reason),
      );
      for await (const change of made.changes()) lines.plan(change, remarks(change));
      this.made = made;
      const { owned, foreign } = made.header.counts;
      return { about: { owned, foreign } };
    } catch (fault) {
      return { fault };
    }
  }

  async rehearse(watched: Watched, tell: (told: Told) => void): Promise<CarriedOut> {
    const end = new DrySummary();
    const told = (result: FileRowResult, row: FileRow | undefined, where: string): void => {
      end.record(result);
      tell({ result, where, ...(row !== undefined && { row }) });
    };
    const removed = (removal: RemovalResult): void => {
      const result = rowOfRemoval(removal);
      told({ ...result, rowId: '', line: 0 }, undefined, 'not in the list');
    };
    try {
      const made = await this.#plan(
        watched,
        (result, row) => told(result, row, `line ${result.line.toLocaleString('en')}`),
        removed,
      );
      for await (const { operation, code, before } of made.changes())
        if (operation === 'Delete') removed({ segmentCode: code, status: 'deleted', before: before ?? {} });
      return { summary: end.summary };
    } catch (fault) {
      return { fault };
    }
  }

  rows(): AsyncIterable<readonly FileRow[]> {
    return this.upload.rows();
  }

  #plan(
    watched: Watched,
    settled: (result: FileRowResult, row: FileRow | undefined) => void,
    onRemoval: (removal: RemovalResult) => void,
  ): Promise<Plan> {
    const { upload } = this;
    const list = new ListRows((line, field) => upload.where(line, field));
    const waiting = new Map<number, FileRow>();
    const rows = chosenRows(upload.rows(), {
      corrections: this.#corrections,
      seen: (row) => waiting.set(row.line, row),
    });
    return plan(
      { ...this.owner, list: list.chunks(rows), guard: this.#guard },
      {
        ...this.to.context,
        ...watched,
        onRowResult: (result) => {
          const placed = list.placed(result);
          settled(placed, waiting.get(placed.line));
          waiting.delete(placed.line);
        },
        onRemoval,
      },
    );
  }
}
