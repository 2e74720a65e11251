import type { PlanLine } from '../../protocol.ts';
import { PLANNED, Sign } from '../sign.tsx';
import { many, price } from '../words.ts';
import { changedFields, Delta } from './delta.tsx';
import { SegmentName } from './segment-name.tsx';

/** One segment of the diff. */
export function SegmentLine({ line }: { line: PlanLine }) {
  const { kind, name, code, madeCode, before, after, rowId, rows, error, values, remarks = [] } = line;
  const fields = kind === 'deleted' ? before : after;
  const categories = fields?.categories?.join(', ') ?? (kind === 'created' ? values?.['categories'] : undefined) ?? '';
  return (
    <div className={`segment ${kind}`}>
      <Sign kind={kind} label={PLANNED[kind]} />
      <span className="name">
        <SegmentName name={name} />
        {madeCode && <span className="chip line">code made from name</span>}
        {remarks.map((remark) => (
          <span key={remark} className="chip skipped">
            {remark}
          </span>
        ))}
        {rows > 1 && <span className="chip line">{many(rows, 'row')}</span>}
      </span>
      <code title={code ?? ''}>{code}</code>
      <span className="categories">{categories}</span>
      <span className="num price">{price(fields?.cpm)}</span>
      <span className="where">{rowId}</span>
      {kind === 'updated' && <Delta before={before} after={after} />}
      {error !== undefined && <span className="why">{error.message}</span>}
    </div>
  );
}

/** Lines have known heights until they are measured: 36 px, 22 more a changed field. */
export const heightOf = (line: PlanLine | undefined): number =>
  line === undefined
    ? 36
    : 37 +
      (line.kind === 'updated' ? 8 + 22 * changedFields(line.before, line.after).length : 0) +
      (line.error === undefined ? 0 : 20);
